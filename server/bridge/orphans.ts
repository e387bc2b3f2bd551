/**
 * Records that wait for another one to be there first (rule BRIDGE-33). While that one is tried, waiting for it is no try; where it
 * was given up they are in the end, and are taken up by themselves when it is there.
 */
import { parseEntityId, type KindName } from '../../shared/lib/ids.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Value } from '../../shared/schema/field.ts';
import { Erased } from '../store/erasure-store.ts';
import { isEmpty } from './is-empty.ts';
import { endLetters, isOfOurs } from './letters.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';
import { legacyIdOf, referredKind } from './references.ts';
import type { DeadLetter } from './state/bridge-state.ts';

/** When a record that has no id there yet is tried again, in milliseconds; undefined where nobody tries it. */
export async function triedAgain(
  { state, now, limits }: Parts,
  kind: KindName | undefined,
  id: Value,
): Promise<number | undefined> {
  const entity = typeof id === 'string' ? parseEntityId(id) : undefined;
  const out = kind && entity && (await state.outgoing({ kind, id: entity }));
  return out && Math.max(out.notBefore, now() + limits.settle);
}

/** Takes up what was given up for want of another record, where that is there by now. */
export async function takeUpOrphans(parts: Parts): Promise<void> {
  const { state, mapping, now } = parts;
  const given = (await state.deadLetters()).filter(
    (letter) => letter.reason === 'parent-missing' && isOfOurs(letter),
  );
  const found: DeadLetter[] = [];
  for (const letter of given) {
    const of = mapping.kinds.find(({ kind }) => kind === letter.kind);
    if (of && (await isComplete(parts, of, letter))) found.push(letter);
  }
  if (found.length > 0) await endLetters(state, found, 'retry', now());
}

/** Whether all that a record refers to has an id there. */
async function isComplete(parts: Parts, mapping: KindMapping, { kind, id }: DeadLetter): Promise<boolean> {
  if (id === null) return false;
  const references = await parts.records
    .write({ kind, id }, (entity) => referencesOf(entity, mapping))
    .catch((error: unknown) => {
      if (error instanceof Erased) return [];
      throw error;
    });
  for (const [to, value] of references) if ((await legacyIdOf(parts, to, value)) === null) return false;
  return references.length > 0;
}

const referencesOf = (
  entity: Pick<EntityDocument, 'get'>,
  { fields }: KindMapping,
): readonly (readonly [KindName, Value])[] =>
  fields.flatMap((each) => {
    const to = referredKind(each);
    const value = to && entity.get(each.field);
    return to && !isEmpty(value) ? [[to, value] as const] : [];
  });
