/** What a record of ours refers to under an id of before is written as the record that is meant (rule BRIDGE-3). */
import { sawValues } from '../../shared/document/saw.ts';
import type { EntityId } from '../../shared/lib/ids.ts';
import type { OurRecord } from './assess.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { oursOf } from './ours-of.ts';
import type { Parts } from './parts.ts';
import { linkMeant, referredKind } from './references.ts';
import type { Outgoing } from './state/bridge-state.ts';

/** The record as it is then; undefined for one that was erased. */
export async function followReferences(
  parts: Parts,
  mapping: KindMapping,
  ours: OurRecord,
  out: Outgoing,
): Promise<OurRecord | undefined> {
  const followed = new Map<string, EntityId>();
  for (const [field, { mapping: each, value }] of ours.fields) {
    const kind = referredKind(each);
    const meant = kind && (await linkMeant(parts, kind, value));
    if (meant && meant.id !== value) followed.set(field, meant.id);
  }
  if (followed.size === 0) return ours;
  await parts.records.write(out, (entity) => {
    for (const [field, id] of followed)
      entity.set(field, id, sawValues(new Map([[field, entity.get(field)]]), undefined));
  });
  return oursOf(parts, mapping, out);
}
