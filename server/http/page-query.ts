/** `limit` and `cursor` of a list, as they stand in its address. */
import { parseEntityId, type EntityId } from '../../shared/lib/ids.ts';
import { Problem } from './problem.ts';

export const pageLimits = { usual: 100, largest: 1000 } as const;

export interface RowPage {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: EntityId;
}

/** @throws Problem `bad-request` for a limit outside 1–1000 or a cursor that no page gave out. */
export function readPageQuery(limit: string | undefined, cursor: string | undefined): RowPage {
  const count = limit === undefined ? pageLimits.usual : /^\d{1,6}$/.test(limit) ? Number(limit) : 0;
  if (count < 1 || count > pageLimits.largest) {
    throw new Problem('bad-request', `limit is a whole number from 1 to ${pageLimits.largest}.`);
  }
  if (cursor === undefined) return { limit: count };
  const after = parseEntityId(cursor);
  if (!after) throw new Problem('bad-request', 'cursor is the "next" of the page before.');
  return { limit: count, after };
}
