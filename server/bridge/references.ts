/** Which record an id stands for on the other side (rule BRIDGE-3). */
import type { EntityId, KindName } from '../../shared/lib/ids.ts';
import { parseEntityId } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { isBeingMade } from './creations.ts';
import { isEmpty } from './is-empty.ts';
import { recordIdOf } from './legacy-ids.ts';
import { idNamed, nameOf } from './look-up.ts';
import type { Lookup } from './mapping/conversion.ts';
import type { FieldMapping, KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';

/** The kind that a field refers to; undefined for one that refers to nothing. */
export const referredKind = ({ conversion }: Pick<FieldMapping, 'conversion'>): KindName | undefined =>
  conversion.as === 'reference' ? (conversion.kind as KindName) : undefined;

export interface Resolved {
  /** With references as ids of ours. */
  readonly values: ReadonlyMap<string, Value>;
  /** Fields that refer to what is not known yet: it may turn out to be another record than the one that is named here. */
  readonly unsettled: ReadonlySet<string>;
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
  const unsettled = new Set<string>();
  for (const each of mapping.fields) {
    const kind = referredKind(each);
    const legacy = values.get(each.field);
    if (typeof legacy !== 'string') continue;
    if (each.conversion.as === 'person')
      resolved.set(each.field, await personHere(parts, each.conversion.lookup, legacy));
    if (!kind) continue;
    const link = await state.byLegacy(kind, legacy);
    if (!link && (await state.creations(kind)).some(isBeingMade)) return undefined;
    if (!link) unsettled.add(each.field);
    resolved.set(each.field, link?.id ?? recordIdOf(legacy));
  }
  return { values: resolved, unsettled };
}

/**
 * With what was agreed on where a reference names an id of which nothing is known: its record may have been given another one
 * there only just now, or be no more. While that is open it is asked for again, and says nothing else.
 */
export function asAgreed(
  { values, unsettled }: Resolved,
  base: Readonly<Record<string, Value>>,
): ReadonlyMap<string, Value> {
  const agreed = new Map(values);
  for (const field of unsettled) {
    const before = base[field];
    if (before !== undefined && !isEmpty(before)) agreed.set(field, before);
  }
  return agreed;
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

/** The legacy id of one of our records; null while it has none. */
export async function legacyIdOf({ state }: Parts, kind: KindName, id: Value): Promise<string | null> {
  const entity: EntityId | undefined = typeof id === 'string' ? parseEntityId(id) : undefined;
  return entity ? ((await state.link({ kind, id: entity }))?.legacy ?? null) : null;
}
