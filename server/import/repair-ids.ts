/**
 * The ids of what is made from a repair. They depend on the row alone, so that importing a file again finds
 * every record where it is (rule IMPORT-2).
 */
import { createHash } from 'node:crypto';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityId, type EntityId } from '../../shared/lib/ids.ts';

/** The device, the order and the ticket of one repair share this id; they differ by kind. */
export const repairId = (id: string): EntityId =>
  /^[A-Za-z0-9_-]{1,56}$/.test(id) ? legal(`ords-${id}`) : legal(`ordsx-${digest(id)}`);

/** The client that stands for a repair group; groups of two providers may have one name. */
export const groupId = (provider: string, group: string): EntityId =>
  legal(`ordsgroup-${digest(`${provider}\n${group}`)}`);

/** The order's number, at most 32 characters, as somebody would look for it. */
export const orderNumber = (id: string): string =>
  id.length <= 28 ? `OR-${id}` : `OR-${digest(id).slice(0, 20)}`;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

const legal = (text: string): EntityId => must(parseEntityId(text), 'a derived id is legal');
