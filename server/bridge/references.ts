/** Which record an id stands for on the other side (rule BRIDGE-3). */
import type { KindName } from '../../shared/lib/ids.ts';
import { parseEntityId } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { isBeingMade } from './creations.ts';
import { legacyIdIn, recordIdOf } from './legacy-ids.ts';
import { idNamed, nameOf } from './look-up.ts';
import type { Lookup } from './mapping/conversion.ts';
import type { FieldMapping, KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';
import type { Link } from './state/bridge-state.ts';

/** The kind that a field refers to; undefined for one that refers to nothing. */
export const referredKind = ({ conversion }: Pick<FieldMapping, 'conversion'>): KindName | undefined =>
  conversion.as === 'reference' ? (conversion.kind as KindName) : undefined;

export interface Resolved {
  /** With references as ids of ours. */
  readonly values: ReadonlyMap<string, Value>;
  /** Whether all that it refers to is known: what is not yet may turn out to be another record. */
  readonly isSettled: boolean;
}

/**
 * Undefined while something that it refers to may be a record of ours that is being made there, under an id that nobody has
 * heard of yet: it would be taken for another one.
 */
export async function resolveReferences(
  parts: Parts,
  mapping: KindMapping,
  values: ReadonlyMap<string, Value>,
): Promise<Resolved | undefined> {
  const { state } = parts;
  const resolved = new Map(values);
  let isSettled = true;
  for (const each of mapping.fields) {
    const kind = referredKind(each);
    const legacy = values.get(each.field);
    if (typeof legacy !== 'string') continue;
    if (each.conversion.as === 'person')
      resolved.set(each.field, await personHere(parts, each.conversion.lookup, legacy));
    if (!kind) continue;
    const link = await state.byLegacy(kind, legacy);
    if (!link && (await state.creations(kind)).some(isBeingMade)) return undefined;
    isSettled &&= link !== undefined;
    resolved.set(each.field, link?.id ?? recordIdOf(legacy));
  }
  return { values: resolved, isSettled };
}

/** `later` for a record that has no id there yet, `unknown` for a name that nothing there has. */
export type Named = { readonly value: Value } | 'later' | 'unknown';

/** What is said there for a value of ours: ids in the place of references and names. @throws Trouble */
export async function namedThere(
  parts: Parts,
  { conversion }: Pick<FieldMapping, 'conversion'>,
  value: Value,
): Promise<Named> {
  const kind = referredKind({ conversion });
  if (kind) {
    const legacy = await legacyIdOf(parts, kind, value);
    return legacy === null ? 'later' : { value: legacy };
  }
  if (conversion.as !== 'person' && conversion.as !== 'named') return { value };
  const { lookup } = conversion;
  const id =
    conversion.as === 'person'
      ? await personThere(parts, lookup, String(value))
      : await idNamed(parts, lookup, String(value));
  return id === undefined ? 'unknown' : { value: id };
}

/** Who of this shop it is, by their name; the id as it is for somebody whom nobody here knows. */
async function personHere(parts: Parts, lookup: Lookup, legacy: string): Promise<string> {
  const people = await parts.people?.();
  const name = people && (await nameOf(parts, lookup, legacy));
  const same = name === undefined ? [] : (people ?? []).filter((person) => person.name === name);
  // Of two of one name nobody can say who is meant.
  return same.length === 1 && same[0] ? same[0].id : legacy;
}

async function personThere(parts: Parts, lookup: Lookup, id: string): Promise<string | undefined> {
  const name = (await parts.people?.())?.find((person) => person.id === id)?.name;
  if (name !== undefined) return idNamed(parts, lookup, name);
  return (await nameOf(parts, lookup, id)) === undefined ? undefined : id;
}

/**
 * The link of the record that a reference of ours means; undefined while there is none. A record there that goes on under
 * another id may have been referred to by that before the map had followed it: so the reference was made of the new id.
 */
export async function linkMeant({ state }: Parts, kind: KindName, id: Value): Promise<Link | undefined> {
  const entity = typeof id === 'string' ? parseEntityId(id) : undefined;
  if (!entity) return undefined;
  const link = await state.link({ kind, id: entity });
  if (link) return link;
  const legacy = legacyIdIn(entity);
  return legacy === undefined ? undefined : state.byLegacy(kind, legacy);
}

/** The legacy id of one of our records; null while it has none. */
export const legacyIdOf = async (parts: Parts, kind: KindName, id: Value): Promise<string | null> =>
  (await linkMeant(parts, kind, id))?.legacy ?? null;
