/**
 * Deleting a record is a value of its register `deleted`: the state vector of what the deleter had seen, as text.
 * So every replica can tell, without a server, whether something in the record was written that the deletion did not
 * know of (rule MERGE-8).
 */
import * as Y from 'yjs';
import type { Value } from '../schema/field.ts';

/** What a deletion had seen: the next clock of each client. */
export type Seen = ReadonlyMap<number, number>;

const mark = 'seen:';

export const isDeletion = (value: Value): boolean => typeof value === 'string' && value.startsWith(mark);

/** Whether a value may lie in the register `deleted`: a deletion that can be read, `false`, or null. */
export const isDeletedValue = (value: unknown): boolean =>
  value === null || value === false || (typeof value === 'string' && readSeen(value) !== undefined);

/** A deletion by somebody who sees the document as it is now, or saw what is said. */
export function deletionOf(of: Y.Doc | Seen): string {
  const seen = of instanceof Y.Doc ? Y.decodeStateVector(Y.encodeStateVector(of)) : of;
  const clients = [...seen].sort(([a], [b]) => a - b);
  return mark + clients.map(([client, clock]) => `${client.toString(36)}.${clock.toString(36)}`).join(' ');
}

/** What a deletion had seen, or undefined when the value is no deletion. */
export function readSeen(value: Value): Seen | undefined {
  if (typeof value !== 'string' || !value.startsWith(mark)) return undefined;
  const seen = new Map<number, number>();
  const rest = value.slice(mark.length);
  if (rest === '') return seen;
  for (const part of rest.split(' ')) {
    const found = /^([0-9a-z]{1,11})\.([0-9a-z]{1,11})$/.exec(part);
    if (!found) return undefined;
    const [client, clock] = [Number.parseInt(found[1] ?? '', 36), Number.parseInt(found[2] ?? '', 36)];
    if (!Number.isSafeInteger(client) || !Number.isSafeInteger(clock)) return undefined;
    seen.set(client, clock);
  }
  return seen;
}

/** What several deletions had seen between them: something was seen when one of them had seen it. */
export function seenByAny(deletions: readonly Seen[]): Seen {
  const any = new Map<number, number>();
  for (const seen of deletions) {
    for (const [client, clock] of seen) if (clock > (any.get(client) ?? 0)) any.set(client, clock);
  }
  return any;
}

/** Whether a deletion had seen what `client` wrote up to and with `clock`. */
export const wasSeen = (seen: Seen, client: number, clock: number): boolean =>
  clock < (seen.get(client) ?? 0);
