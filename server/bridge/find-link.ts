/**
 * Which record of ours a record of theirs is (rule BRIDGE-3): one that is known by its id, one of ours that was being
 * made there when the answer was lost, one that goes on under another id, or a new one.
 */
import type { Value } from '../../shared/schema/field.ts';
import { isTrouble } from './api/legacy-api.ts';
import { readOne } from './ask-record.ts';
import { blameRecord, unreadLetter } from './blame.ts';
import { isBeingMade } from './creations.ts';
import { dueNow } from './due-now.ts';
import { recordIdOf } from './legacy-ids.ts';
import { letterOf } from './letters.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { knownAs, sameHere, type WaitingHere } from './match-known.ts';
import type { TheirRecord } from './mapping/read-record.ts';
import type { Parts } from './parts.ts';
import { asAgreed, type Resolved } from './references.ts';
import type { Intent, Link } from './state/bridge-state.ts';

export interface Sought {
  readonly record: TheirRecord;
  readonly resolved: Resolved;
  readonly waiting: WaitingHere;
}

/** `later` where that is not decided yet, undefined for what is no news. */
export async function findLink(
  parts: Parts,
  mapping: KindMapping,
  { record, resolved, waiting }: Sought,
): Promise<Link | 'later' | undefined> {
  const { state } = parts;
  const { kind } = mapping;
  const { values } = resolved;
  const there = await state.byLegacy(kind, record.legacy);
  // By what it refers to people know it, and not by an id of that which is news to everybody.
  const known = knownAs(mapping, there ? asAgreed(resolved, there.base) : values);
  if (there) return known === null ? there : { ...there, known };
  const creations = await state.creations(kind);
  const isGone = record.removed || record.mergedInto !== undefined;
  const intent = isGone ? undefined : creations.find((each) => isMadeBy(each, mapping, values));
  if (intent) return adopt(parts, mapping, intent, record);
  // It may be one of those all the same, read badly: who looks for them decides (rule BRIDGE-7).
  if (creations.some(isBeingMade)) return 'later';
  const renamed = known === null ? undefined : await sameUnderAnotherId(parts, mapping, known);
  if (renamed === 'unknown') return 'later';
  if (renamed) return claim(parts, { ...renamed, legacy: record.legacy, gone: null });
  const same =
    known === null || isGone ? undefined : await sameHere(parts, mapping, { known, values, waiting });
  if (same) return claim(parts, { ...newLink(mapping, record), ...same.name, base: same.agreed, known });
  if (await mayBeOurs(parts, mapping, values, waiting)) return 'later';
  // A record that was removed before anybody here heard of it is no news.
  if (record.removed) return undefined;
  const link = { ...newLink(mapping, record), known };
  // The record of ours that came of it was made anew there, under another id, and this one is back all the same.
  return (await state.link(link)) ? { ...link, id: recordIdOf(`${record.legacy} again`) } : link;
}

/**
 * Kept at once: another one there that people know by the same, taken in together with it, is not that record. Without a
 * digest, so that the next listing brings it again where it is not taken in.
 */
async function claim({ state }: Parts, link: Link): Promise<Link> {
  await state.commit({ links: [{ ...link, digest: '' }] });
  return link;
}

/** Whether one of ours that waits to be sent came along with what it belongs to: that one is looked at first. */
async function mayBeOurs(
  { state, records }: Parts,
  { creation }: KindMapping,
  values: ReadonlyMap<string, Value>,
  waiting: WaitingHere,
): Promise<boolean> {
  const through = creation?.comesWith?.through;
  if (through === undefined) return false;
  for (const name of (await waiting.all()).slice(0, mostWaiting)) {
    if ((await state.link(name))?.legacy) continue;
    if ((await records.write(name, (entity) => entity.get(through))) === values.get(through)) return true;
  }
  return false;
}

/** Records that wait to be sent of which it is looked whether they came along. */
const mostWaiting = 1_000;

export function newLink({ kind }: KindMapping, record: Pick<TheirRecord, 'legacy' | 'parent'>): Link {
  return {
    kind,
    id: recordIdOf(record.legacy),
    legacy: record.legacy,
    born: 'there',
    parent: record.parent,
    base: {},
    digest: '',
    listed: 0,
    read: 0,
    known: null,
    agreed: 0,
    gone: null,
    aside: {},
  };
}

/**
 * Whether a record says all that was sent to make one, or what people know it by: somebody there may have changed the rest
 * before it was looked for.
 */
export function isMadeBy(intent: Intent, mapping: KindMapping, values: ReadonlyMap<string, Value>): boolean {
  const { what } = intent;
  if (what.do !== 'create') return false;
  const known = knownAs(mapping, new Map(Object.entries(what.values)));
  if (known !== null && known === knownAs(mapping, values)) return true;
  const told = mapping.fields.filter(
    ({ field, direction }) => (direction === 'both' || direction === 'from-legacy') && field in what.values,
  );
  const compared = told.filter(({ field }) => values.has(field));
  return compared.length > 0 && compared.every(({ field }) => values.get(field) === what.values[field]);
}

/** It is one of ours, and arrived; what was given up of it goes on. */
export async function adopt(
  { state, now }: Parts,
  mapping: KindMapping,
  intent: Intent,
  there: Pick<TheirRecord, 'legacy' | 'parent'>,
): Promise<Link> {
  const values = intent.what.do === 'create' ? intent.what.values : {};
  const { kind, id } = intent;
  const link: Link = {
    ...newLink(mapping, there),
    kind,
    id,
    born: 'here',
    base: values,
  };
  const letter = await letterOf(state, link);
  const outgoing = letter ? [await dueNow(state, link, now())] : [];
  await state.commit({ links: [link], ended: [intent.key], revived: letter ? [letter.key] : [], outgoing });
  return link;
}

/**
 * The link of a record that people know by the same, and that is not there any more under its id; `unknown` where the API fails
 * for that one.
 */
async function sameUnderAnotherId(
  parts: Parts,
  mapping: KindMapping,
  known: string,
): Promise<Link | 'unknown' | undefined> {
  for (const link of await parts.state.byKnown(mapping.kind, known)) {
    const { legacy } = link;
    if (legacy === null || link.gone !== null) continue;
    try {
      const answer = await readOne(parts, mapping, link);
      if (answer && answer.removed) return link;
    } catch (error) {
      if (isTrouble(error, 'missing')) return link;
      const trouble = await blameRecord(parts, mapping, error);
      await parts.state.commit({ dead: [unreadLetter(parts, mapping, { trouble, legacy })] });
      return 'unknown';
    }
  }
  return undefined;
}
