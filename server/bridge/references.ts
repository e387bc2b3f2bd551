/** Which record an id stands for on the other side (rule BRIDGE-3). */
import type { EntityId, KindName } from '../../shared/lib/ids.ts';
import { parseEntityId } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { recordIdOf } from './legacy-ids.ts';
import type { FieldMapping, KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';

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
  { state }: Parts,
  mapping: KindMapping,
  values: ReadonlyMap<string, Value>,
): Promise<Resolved | undefined> {
  const resolved = new Map(values);
  let isSettled = true;
  for (const each of mapping.fields) {
    const kind = referredKind(each);
    const legacy = values.get(each.field);
    if (!kind || typeof legacy !== 'string') continue;
    const link = await state.byLegacy(kind, legacy);
    if (!link && (await state.creations(kind)).length > 0) return undefined;
    isSettled &&= link !== undefined;
    resolved.set(each.field, link?.id ?? recordIdOf(legacy));
  }
  return { values: resolved, isSettled };
}

/** The legacy id of one of our records; null while it has none. */
export async function legacyIdOf({ state }: Parts, kind: KindName, id: Value): Promise<string | null> {
  const entity: EntityId | undefined = typeof id === 'string' ? parseEntityId(id) : undefined;
  return entity ? ((await state.link({ kind, id: entity }))?.legacy ?? null) : null;
}
