/** The registry of kinds. A `Map`, so that a kind named `constructor` is simply unknown. */
import { appointment } from './appointment.ts';
import { client } from './client.ts';
import { device } from './device.ts';
import { employee } from './employee.ts';
import type { Kind } from './field.ts';
import { item } from './item.ts';
import { order } from './order.ts';
import { pay } from './pay.ts';
import { ticket } from './ticket.ts';

/** In the order in which the app lists them. */
const all: readonly Kind[] = [order, device, ticket, client, appointment, item, employee, pay];

export const kinds: ReadonlyMap<string, Kind> = new Map(all.map((kind) => [kind.name, kind]));

/** The kind of that name, or undefined: records of unknown kinds are kept and passed on untouched (rule SCHEMA-6). */
export const kindNamed = (name: string): Kind | undefined => kinds.get(name);
