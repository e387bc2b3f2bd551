/**
 * Compares every mapped field of every record on both sides, and says of each difference why it is there (rule BRIDGE-14). It
 * writes nothing, on either side.
 */
import type { EntityId, EntityName, KindName } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { isTrouble } from './api/legacy-api.ts';
import { readOne } from './ask-record.ts';
import type { OurRecord } from './assess.ts';
import { blameRecord } from './blame.ts';
import { misfitOf } from './fitting-messages.ts';
import { messageIdOf } from './legacy-ids.ts';
import { isOfOurs } from './letters.ts';
import { listPage } from './list-page.ts';
import { sameWords } from './match-messages.ts';
import type { FieldMapping, KindMapping } from './mapping/mapping.ts';
import type { TheirRecord } from './mapping/read-record.ts';
import { oursOf } from './ours-of.ts';
import type { Parts } from './parts.ts';
import { resolveReferences } from './references.ts';
import type { Link } from './state/bridge-state.ts';

/** Why both sides differ: a closed list. */
export type DriftCause =
  /** People are asked about it here. */
  | 'in-review'
  /** It is noted to be sent. */
  | 'not-sent-yet'
  /** It names a record there of which nothing is known: it is not there any more, or was not told yet. */
  | 'unknown-reference'
  /** It changed there since it was read last. */
  | 'not-taken-yet'
  /** The API has no way to change it. */
  | 'no-way-there'
  /** The API fails for this record alone; there is a letter, or will be. */
  | 'untold-there'
  /** The API's value is none that this field can have. */
  | 'unreadable-there'
  /** This value cannot be said there. */
  | 'unsayable'
  | 'refused'
  | 'ignored'
  /** It was given up; it is a dead letter. */
  | 'given-up'
  /** It is here, and cannot be made there or says too little for it. */
  | 'only-here'
  | 'only-there'
  /** It was deleted here, and cannot be there. */
  | 'deleted-here'
  | 'erased-here'
  /** None of these: a bug, or something that happened just now. */
  | 'unknown';

export interface Drift {
  readonly kind: KindName;
  readonly id: EntityId | null;
  readonly legacy: string | null;
  /** Empty where it is about the record. */
  readonly field: string;
  readonly ours: Value;
  readonly theirs: Value;
  readonly cause: DriftCause;
  /** What the API said of it, where it said something. */
  readonly said?: string;
}

export interface DriftReport {
  readonly compared: number;
  readonly differences: readonly Drift[];
  /** What each side derives for itself, where that differs: no fault of anybody's. */
  readonly derived: readonly Drift[];
}

export async function verify(parts: Parts): Promise<DriftReport> {
  const differences: Drift[] = [];
  const derived: Drift[] = [];
  let compared = 0;
  for (const mapping of parts.mapping.kinds) {
    const listed = new Set<string>();
    for await (const { legacy, record } of allOf(parts, mapping)) {
      await parts.rest?.();
      if (listed.has(legacy)) continue;
      listed.add(legacy);
      compared++;
      const found = record ? await compare(parts, mapping, record) : [await untold(parts, mapping, legacy)];
      for (const each of found) (isDerived(mapping, each) ? derived : differences).push(each);
    }
    differences.push(...(await onlyHere(parts, mapping, listed)));
  }
  return { compared, differences, derived };
}

const isDerived = ({ fields }: KindMapping, { field }: Drift): boolean =>
  fields.some(
    (each) => each.field === field && (each.direction === 'derived' || each.direction === 'to-legacy'),
  );

interface Told {
  readonly legacy: string;
  /** Undefined where the API fails for this one. */
  readonly record: TheirRecord | undefined;
}

async function* allOf(parts: Parts, mapping: KindMapping): AsyncGenerator<Told> {
  for (let page = 1; ; page++) {
    const { records, empty } = await listPage(parts, mapping, page, false);
    for (const record of records) {
      const { legacy } = record;
      if (record.whole && record.unread.size === 0) yield { legacy, record };
      else {
        const link = await parts.state.byLegacy(mapping.kind, legacy);
        const parent = record.parent ?? link?.parent ?? null;
        try {
          yield { legacy, record: await readOne(parts, mapping, { legacy, parent }) };
        } catch (error) {
          if (isTrouble(error, 'missing')) continue;
          await blameRecord(parts, mapping, error);
          yield { legacy, record: undefined };
        }
      }
    }
    if (empty) return;
  }
}

async function untold({ state }: Parts, { kind }: KindMapping, legacy: string): Promise<Drift> {
  const id = (await state.byLegacy(kind, legacy))?.id ?? null;
  return { kind, id, legacy, field: '', ours: null, theirs: null, cause: 'untold-there' };
}

async function compare(parts: Parts, mapping: KindMapping, record: TheirRecord): Promise<readonly Drift[]> {
  const { kind } = mapping;
  const { legacy } = record;
  if (record.removed || record.mergedInto !== undefined) return [];
  const link = await parts.state.byLegacy(kind, legacy);
  const about = { kind, id: link?.id ?? null, legacy, field: '', ours: null, theirs: null };
  if (!link) return [{ ...about, cause: 'only-there' }];
  if (link.gone === 'erased') return [{ ...about, cause: 'erased-here' }];
  const ours = await oursOf(parts, mapping, link);
  if (!ours) return [{ ...about, cause: 'erased-here' }];
  if (ours.deleted) return [{ ...about, cause: ours.deletionAsked ? 'in-review' : 'deleted-here' }];
  const resolved = await resolveReferences(parts, mapping, record.values);
  const theirs = resolved?.values;
  const found: Drift[] = [];
  const waits = await isWaiting(parts, link);
  for (const [field, { mapping: each, value, review }] of ours.fields) {
    if (each.bornThere && link.born === 'here') continue;
    const said = theirs?.get(field);
    if (said === value) continue;
    if (said === undefined && !record.unread.has(field)) continue;
    if (review) found.push({ ...about, field, ours: value, theirs: said ?? null, cause: 'in-review' });
    else if (resolved?.unsettled.has(field)) {
      const named = record.values.get(field) ?? null;
      found.push({ ...about, field, ours: value, theirs: named, cause: 'unknown-reference' });
    } else {
      const cause = causeOf(each, link, value, said, waits);
      const words = cause === 'refused' ? link.aside[field]?.said : undefined;
      const drift = { ...about, field, ours: value, theirs: said ?? null, cause };
      found.push({ ...drift, ...(words !== undefined && { said: words }) });
    }
  }
  return [...found, ...(await compareMessages(parts, mapping, link, ours, record, waits))];
}

type Waiting = 'outgoing' | 'dead' | undefined;

async function isWaiting({ state }: Parts, link: EntityName): Promise<Waiting> {
  if (await state.outgoing(link)) return 'outgoing';
  return (await state.deadLetters(link)).some(isOfOurs) ? 'dead' : undefined;
}

function causeOf(
  each: FieldMapping,
  link: Link,
  ours: Value,
  theirs: Value | undefined,
  waits: Waiting,
): DriftCause {
  const aside = link.aside[each.field];
  if (theirs === undefined) return 'unreadable-there';
  if (theirs !== link.base[each.field] && each.direction !== 'to-legacy') return 'not-taken-yet';
  if (aside?.whose === 'ours' && aside.value === JSON.stringify(ours)) {
    if (aside.why === 'refused' || aside.why === 'ignored') return aside.why;
    return 'unsayable';
  }
  if (waits === 'outgoing') return 'not-sent-yet';
  if (waits === 'dead') return 'given-up';
  return each.direction === 'from-legacy' ? 'no-way-there' : 'unknown';
}

async function compareMessages(
  parts: Parts,
  mapping: KindMapping,
  link: Link,
  ours: OurRecord,
  record: TheirRecord,
  waits: Waiting,
): Promise<readonly Drift[]> {
  const { messages: mapped, kind } = mapping;
  if (!mapped || !record.messages) return [];
  const letGo = new Set(await parts.state.letGo(link.id));
  const links = await parts.state.messages(link.id);
  const byEntry = new Map(links.map(({ entry, legacy }) => [entry, legacy]));
  const there = new Map(record.messages.map((message) => [message.legacy, message]));
  const field = mapped.field;
  const about = { kind, id: link.id, legacy: link.legacy, field };
  const found: Drift[] = [];
  const met = new Set<string>();
  for (const entry of ours.entries) {
    const body = String(entry.parts['body'] ?? '');
    const legacy = byEntry.get(entry.id);
    const said = legacy === undefined ? undefined : there.get(legacy);
    if (legacy !== undefined) met.add(legacy);
    if (said && sameWords(said.body, body)) continue;
    const cause = causeOfUnsaid({
      waits,
      letGo: letGo.has(entry.id),
      differs: said !== undefined,
      was: legacy !== undefined,
    });
    found.push({ ...about, ours: body, theirs: said?.body ?? null, cause });
  }
  for (const message of there.values()) {
    const { legacy, body } = message;
    const entry = messageIdOf(legacy);
    if (met.has(legacy) || ours.entries.some(({ id }) => id === entry)) continue;
    const isMisfit = letGo.has(entry) || misfitOf(mapping, message) !== undefined;
    found.push({
      ...about,
      ours: null,
      theirs: body,
      cause: isMisfit ? 'unreadable-there' : 'not-taken-yet',
    });
  }
  return found;
}

/** Of a message of ours that is not there, or says something else. */
function causeOfUnsaid(given: {
  readonly waits: Waiting;
  readonly letGo: boolean;
  readonly differs: boolean;
  /** Whether it was there once. */
  readonly was: boolean;
}): DriftCause {
  if (given.differs) return 'unknown';
  if (given.was) return 'only-here';
  if (given.letGo || given.waits === 'dead') return 'given-up';
  return given.waits === 'outgoing' ? 'not-sent-yet' : 'unknown';
}

/** Records of ours that no listing there tells of. */
async function onlyHere(
  parts: Parts,
  mapping: KindMapping,
  listed: ReadonlySet<string>,
): Promise<readonly Drift[]> {
  const { kind } = mapping;
  const found: Drift[] = [];
  for await (const id of parts.records.ids(kind)) {
    const link = await parts.state.link({ kind, id });
    const legacy = link?.legacy ?? null;
    if (legacy !== null && listed.has(legacy)) continue;
    const ours = await oursOf(parts, mapping, { kind, id });
    if (!ours || !ours.there || ours.deleted) continue;
    const about = { kind, id, legacy, field: '', ours: null, theirs: null };
    const waits = await isWaiting(parts, { kind, id });
    const cause: DriftCause =
      legacy !== null
        ? 'not-taken-yet'
        : waits === 'outgoing'
          ? 'not-sent-yet'
          : waits === 'dead'
            ? 'given-up'
            : 'only-here';
    found.push({ ...about, cause });
  }
  return found;
}
