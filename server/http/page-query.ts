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
export function readPageQuery(text: string | undefined, cursor: string | undefined): RowPage {
  const limit = readLimit(text);
  if (cursor === undefined) return { limit };
  const after = parseEntityId(cursor);
  if (!after) throw badCursor();
  return { limit, after };
}

/** @throws Problem `bad-request` for what is not 1–1000. */
export function readLimit(text: string | undefined): number {
  const count = text === undefined ? pageLimits.usual : /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= pageLimits.largest) return count;
  throw new Problem('bad-request', `limit is a whole number from 1 to ${pageLimits.largest}.`);
}

export const badCursor = (): Problem =>
  new Problem('bad-request', 'cursor is the "next" of the page before.');
