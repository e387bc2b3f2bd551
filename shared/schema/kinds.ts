/** The registry of kinds. A `Map`, so that a kind named `constructor` is simply unknown. */
import { client } from './client.ts';
import { device } from './device.ts';
import type { Kind } from './field.ts';
import { order } from './order.ts';
import { ticket } from './ticket.ts';

export const kinds: ReadonlyMap<string, Kind> = new Map(
  [order, device, ticket, client].map((kind) => [kind.name, kind]),
);

/** The kind of that name, or undefined: records of unknown kinds are kept and passed on untouched (rule SCHEMA-6). */
export const kindNamed = (name: string): Kind | undefined => kinds.get(name);
