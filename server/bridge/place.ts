/** Where the listing of a kind is (rule BRIDGE-12), kept with the state: how each walk begins, and what is known of those before it. */
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';

/** Kept as JSON. */
export interface Place {
  /** Full listings are numbered. */
  readonly listing: number;
  /** `some`: all of it, a few pages in each round. */
  readonly mode: 'full' | 'some' | 'recent' | 'absent' | 'done';
  readonly page: number;
  /** The newest change that was seen, in the API's own time; 0 for none. */
  readonly newest: number;
  /** The newest changes are read back to there; 0 for all of them. */
  readonly since: number;
  /** Rows so far. */
  readonly rows: number;
  /** When it was begun, in milliseconds; absent in one that was begun before that was noted. */
  readonly began?: number;
  /** Whether rows could not be taken in yet: the next walk goes back as far as this one (rule BRIDGE-31). */
  readonly left?: boolean;
  /** Whether no listing of all came to its end, though some were begun. */
  readonly unended?: boolean;
}

const beginning: Place = { listing: 0, mode: 'done', page: 1, newest: 0, since: 0, rows: 0 };
const cursorOf = ({ kind }: KindMapping): string => `pull/${kind}`;

export async function placeOf({ state }: Pick<Parts, 'state'>, mapping: KindMapping): Promise<Place> {
  const kept = await state.cursor(cursorOf(mapping));
  return kept === undefined ? beginning : (JSON.parse(kept) as Place);
}

/** As a step's cursors. */
export const kept = (mapping: KindMapping, place: Place): Readonly<Record<string, string>> => ({
  [cursorOf(mapping)]: JSON.stringify(place),
});

/** Whether a listing of all of a kind ever came to its end. */
export async function wasListed(parts: Pick<Parts, 'state'>, mapping: KindMapping): Promise<boolean> {
  return cameToEnd(await placeOf(parts, mapping));
}

function cameToEnd({ listing, mode, unended }: Place): boolean {
  if (unended) return false;
  return mode === 'done' ? listing > 0 : mode === 'recent' || listing > 1;
}

/** A walk's beginning; the newest changes alone are enough only once all was listed. */
export function begin(
  { now }: Pick<Parts, 'now'>,
  { listing: { newest: order } }: KindMapping,
  before: Place,
  full: boolean,
): Place {
  const { listing, newest, since, left = false } = before;
  const listed = cameToEnd(before);
  const mode = full || !listed ? 'full' : order ? 'recent' : 'some';
  return {
    listing: mode === 'recent' ? listing : listing + 1,
    mode,
    page: 1,
    newest,
    since: mode !== 'recent' ? 0 : left ? since : newest,
    rows: 0,
    began: now(),
    ...(!listed && { unended: true }),
  };
}

/** What was listed somewhere else is no part of a listing here: those under way are begun anew (rule BRIDGE-31). */
export async function listAt(parts: Pick<Parts, 'state' | 'mapping'>, address: string): Promise<void> {
  const { state, mapping } = parts;
  const before = await state.cursor('address');
  if (before === address) return;
  const cursors: Record<string, string> = { address };
  for (const each of before === undefined ? [] : mapping.kinds) {
    const place = await placeOf(parts, each);
    const unended = !cameToEnd(place);
    Object.assign(cursors, kept(each, { ...place, mode: 'done', page: 1, since: 0, left: true, unended }));
  }
  await state.commit({ cursors });
}
