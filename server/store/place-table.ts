/**
 * Which places records are in, as their rows say it: what follows from a row for the record itself and for those that go with it.
 * The same for every store, which gives it a table (rule STORE-60).
 */
import type { EntityKey, EntityName } from '../../shared/lib/ids.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import {
  everywhere,
  fileFields,
  isPlaced,
  nowhereYet,
  placeSaid,
  type PlaceSaid,
} from '../../shared/schema/place.ts';

export interface PlaceTable {
  /** Undefined for a record that is not stored. */
  placeOf(name: EntityKey): string | undefined;
  /** Records that go with this one. */
  under(name: EntityKey): readonly EntityKey[];
  /** Notes what a record says of its place, by whom where that is known; answers who is to see it while that leads nowhere. */
  note(name: EntityKey, said: PlaceSaid, by: string | undefined): string;
  /** It is in another place from now on: who saw it in the one before and does not see it here is to be told. */
  move(name: EntityKey, before: string, place: string): void;
}

/** Where a record is before any row says so: nobody but its author sees it, and who is of all locations. */
export const placeAtFirst = (kind: string, author: string): string =>
  isPlaced(kind) ? nowhereYet(author) : everywhere;

/** Deeper than anything goes: what says that it goes with itself stays where it is. */
const deepest = 4;

/** What a row shows. */
export type RowFields = Readonly<Record<string, unknown>>;

/** Takes in what a row says. `author` is whoever wrote it, where that is known. */
export function settlePlace(
  table: PlaceTable,
  name: EntityName,
  fields: RowFields,
  author: string | undefined,
): void {
  const key = entityKey(name);
  const said = placeSaid(kindNamed(name.kind), (field) => fields[field]);
  const by = table.note(key, said, author);
  const stands = said.parent === '' ? undefined : table.placeOf(said.parent);
  settleAt(table, key, said.parent === '' ? said.own : (stands ?? nowhereYet(by)), 0);
}

function settleAt(table: PlaceTable, key: EntityKey, place: string, depth: number): void {
  const before = table.placeOf(key);
  if (before === undefined || depth > deepest) return;
  if (before !== place) table.move(key, before, place);
  for (const child of table.under(key)) {
    if (table.placeOf(child) !== place) settleAt(table, child, place, depth + 1);
  }
}

/** The ids of files that a row shows. */
export function filesShown(kind: string, fields: RowFields): readonly string[] {
  const values = fileFields(kindNamed(kind)).flatMap((name) => fields[name] ?? []);
  return [...new Set(values.filter((each) => typeof each === 'string'))];
}

/** Whether anything of its rows is noted at all. */
export const isNoted = (kind: string): boolean => isPlaced(kind) || fileFields(kindNamed(kind)).length > 0;

/** Undefined for what is no row. */
export function fieldsIn(json: string): RowFields | undefined {
  try {
    return (JSON.parse(json) as { readonly fields?: RowFields } | null)?.fields;
  } catch {
    // Tests of the store keep rows that are none.
    return undefined;
  }
}
