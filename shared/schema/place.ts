/**
 * Where a record is of a shop that keeps its locations apart (section PLACE of docs/SPEC.md): a kind declares in which of its
 * fields that stands, the first that says something counts. One that names a record of another kind goes with that one.
 */
import { parseEntityKey, type EntityKey } from '../lib/ids.ts';
import type { Kind } from './field.ts';
import { kindNamed } from './kinds.ts';

/** Of no location: everybody of the shop sees it. */
export const everywhere = '';

/** Of a record that goes with one that is not there (yet): whoever wrote it sees it, and those who are of all locations. */
export const nowhereYet = (author: string): string => `@${author}`;

/** What a record says of its place: `own` is a location, `parent` a record that it goes with; at most one is not empty. */
export interface PlaceSaid {
  readonly own: string;
  readonly parent: EntityKey | '';
}

export const saysNothing: PlaceSaid = { own: '', parent: '' };

export const isPlaced = (kind: string): boolean => (kindNamed(kind)?.placed?.length ?? 0) > 0;

/** @param value what a field shows */
export function placeSaid(kind: Kind | undefined, value: (field: string) => unknown): PlaceSaid {
  for (const name of kind?.placed ?? []) {
    const said = value(name);
    if (typeof said !== 'string' || said === '') continue;
    const field = kind?.fields.get(name);
    const refers = field && 'scalar' in field && field.scalar.type === 'reference' ? field.scalar.kind : '';
    if (refers === '') return { own: said, parent: '' };
    const parent = `${refers}/${said}`;
    if (parseEntityKey(parent)) return { own: '', parent: parent as EntityKey };
  }
  return saysNothing;
}

/** The places that somebody of these locations sees; undefined for who is of all. */
export const visiblePlaces = (user: string, locations: readonly string[]): readonly string[] | undefined =>
  locations.length > 0 ? [everywhere, nowhereYet(user), ...locations] : undefined;

/** Names of the fields of a kind whose values are ids of files. */
export const fileFields = (kind: Kind | undefined): readonly string[] =>
  [...(kind?.fields ?? [])].filter(([, { files }]) => files === true).map(([name]) => name);
