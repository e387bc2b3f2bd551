/**
 * Makes a record of ours there (rule BRIDGE-7): what it belongs to first, and noted before it is asked for. One of which
 * nobody answered is looked for in all that is there and nobody knows, before it is asked for again.
 */
import { entityKey, parseEntityId, type EntityName } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { isTrouble } from './api/legacy-api.ts';
import { addressOf, readOne } from './ask-record.ts';
import type { OurRecord } from './assess.ts';
import { refusalOf } from './blame.ts';
import { adopt, isMadeBy, newLink } from './find-link.ts';
import { isEmpty } from './is-empty.ts';
import { giveUp } from './letters.ts';
import { listPage } from './list-page.ts';
import { atPath } from './mapping/at-path.ts';
import { writeTheirs as convert } from './mapping/conversion.ts';
import type { Creation, KindMapping } from './mapping/mapping.ts';
import { knownAs } from './match-known.ts';
import { NotYet } from './not-yet.ts';
import { triedAgain } from './orphans.ts';
import type { Parts } from './parts.ts';
import { usualId } from './look-up.ts';
import { namedThere, referredKind, resolveReferences } from './references.ts';
import type { Intent, Outgoing } from './state/bridge-state.ts';

/** Leaves a link when it is there; none where this kind, or a record that says so little, cannot be made there. */
export async function pushCreation(
  parts: Parts,
  mapping: KindMapping,
  ours: OurRecord,
  out: Outgoing,
): Promise<void> {
  const { state, now, limits } = parts;
  const { creation } = mapping;
  const under = (await state.intents(out)).find(({ what }) => what.do === 'create');
  if (under) {
    if (await findMade(parts, mapping, under)) return;
    if (now() < under.at + limits.settle) throw new NotYet('it is looked for', under.at + limits.settle);
    await state.commit({ ended: [under.key] });
  }
  if (!creation || ours.deleted) return;
  if (await cameAlong(parts, mapping, creation, ours, out)) return;
  const request = await requestOf(parts, mapping, creation, ours);
  if (!request) return;
  await make(parts, mapping, creation, request, out);
}

interface Request {
  readonly body: Readonly<Record<string, Value>>;
  /** What it says, by field. */
  readonly values: Readonly<Record<string, Value>>;
  readonly parent: string | null;
}

/** Undefined where something is missing without which none can be made. @throws NotYet */
async function requestOf(
  parts: Parts,
  mapping: KindMapping,
  { keys, takes, requires, constants = {}, borrowed = {} }: Creation,
  ours: OurRecord,
): Promise<Request | undefined> {
  const body: Record<string, Value> = {};
  const values: Record<string, Value> = {};
  let parent: string | null = null;
  for (const [field, { mapping: each, value }] of ours.fields) {
    const key = keys?.[field] ?? (each.writing?.route === 'patch' ? each.writing.key : undefined);
    if (field in constants) continue;
    const isParent = mapping.parent?.field === field;
    if (isEmpty(value) || (key === undefined && !isParent)) continue;
    if (takes && !takes.includes(field) && !isParent) continue;
    const named = await namedThere(parts, each, value);
    if (named === 'later') {
      throw new NotYet(`its ${field} is not there yet`, await triedAgain(parts, referredKind(each), value));
    }
    if (named === 'unknown') continue;
    if (isParent) parent = String(named.value);
    const said = convert(each.conversion, named.value);
    // What cannot be said there is told as soon as the record is there.
    if ('problem' in said) continue;
    if (key !== undefined) body[key] = said.value;
    values[field] = value;
  }
  for (const { field, conversion, writing } of mapping.fields) {
    if (conversion.as !== 'named' || !writing || !requires.includes(field) || field in values) continue;
    // One has to be said. What it was is read there afterwards, and is their word where there is none of ours.
    const usual = await usualId(parts, conversion.lookup);
    if (usual !== undefined) body[writing.key] = usual;
  }
  for (const [field, value] of Object.entries(constants)) {
    const key = keys?.[field] ?? ours.fields.get(field)?.mapping.writing?.key;
    if (key === undefined) continue;
    body[key] = value;
    values[field] = value;
  }
  for (const [key, from] of Object.entries(borrowed)) {
    const value = await borrow(parts, referred(mapping, ours, from.through), from);
    if (isEmpty(value)) return undefined;
    body[key] = value;
    // It is made for that record: by this it is known again.
    const owner = ours.fields.get(from.through)?.value;
    if (owner !== undefined) values[from.through] = owner;
  }
  const isWhole = requires.every((field) => {
    const each = ours.fields.get(field);
    const key = each?.mapping.writing?.key;
    return !isEmpty(each?.value) || (key !== undefined && key in body);
  });
  return isWhole ? { body, values, parent } : undefined;
}

/** The record of ours that a field refers to. */
function referred(mapping: KindMapping, ours: OurRecord, through: string): EntityName | undefined {
  const each = mapping.fields.find(({ field }) => field === through);
  const kind = each && referredKind(each);
  const id = parseEntityId(String(ours.fields.get(through)?.value ?? ''));
  return kind && id ? { kind, id } : undefined;
}

async function borrow(
  parts: Parts,
  name: EntityName | undefined,
  { field, theirs }: { readonly field: string; readonly theirs?: string },
): Promise<Value> {
  if (!name) return null;
  const value = await parts.records.write(name, (entity) => entity.get(field));
  if (!isEmpty(value) || theirs === undefined) return value;
  const link = await parts.state.link(name);
  const of = parts.mapping.kinds.find(({ kind }) => kind === name.kind);
  if (!of || !link || link.legacy === null) return null;
  const said = atPath(atPath(await parts.api.get(addressOf(of.one, link)), of.record), theirs);
  return typeof said === 'string' ? said : null;
}

/** Whether it was made there together with the record that it belongs to, and nobody else is that. */
async function cameAlong(
  parts: Parts,
  mapping: KindMapping,
  { comesWith }: Creation,
  ours: OurRecord,
  { kind, id }: EntityName,
): Promise<boolean> {
  const { state } = parts;
  const owner = comesWith && referred(mapping, ours, comesWith.through);
  if (!owner) return false;
  const of = parts.mapping.kinds.find((each) => each.kind === owner.kind);
  const link = await state.link(owner);
  if (!of || !link || link.legacy === null) {
    throw new NotYet('what it belongs to is not there yet', await triedAgain(parts, owner.kind, owner.id));
  }
  const answer = atPath(await parts.api.get(addressOf(of.one, link)), of.record);
  const legacy = atPath(answer, comesWith.at);
  if (typeof legacy !== 'string' || (await state.byLegacy(kind, legacy))) return false;
  await state.commit({ links: [{ ...newLink(mapping, { legacy, parent: null }), kind, id, born: 'here' }] });
  return true;
}

async function make(
  parts: Parts,
  mapping: KindMapping,
  creation: Creation,
  { body, values, parent }: Request,
  out: Outgoing,
): Promise<void> {
  const { state, api, now } = parts;
  const { kind, id } = out;
  const key = `${entityKey({ kind, id })}/create`;
  const intent: Intent = { kind, id, key, at: now(), what: { do: 'create', values } };
  await state.commit({ intents: [intent] });
  let answer: unknown;
  try {
    answer = await api.send('POST', addressOf(creation.path, { legacy: null, parent }), body);
  } catch (error) {
    if (isTrouble(error, 'limited', 'signed-out', 'refused', 'missing', 'stale'))
      await state.commit({ ended: [key] });
    // It may be there already: that is what a conflict says of a record that is not there yet.
    const said = await refusalOf(parts, mapping, error);
    if (said === undefined && !isTrouble(error, 'stale')) throw error;
    if (await adoptKnown(parts, mapping, intent)) return;
    if (said === undefined) throw error;
    await giveUp(parts, mapping, out, { reason: 'refused', detail: said, tries: 1 });
    return;
  }
  const legacy = atPath(answer, creation.id);
  if (typeof legacy !== 'string') throw new NotYet('it has no id', now() + parts.limits.settle);
  await adopt(parts, mapping, intent, { legacy, parent });
}

/** Whether it is there: found among what nobody knows, by all that was sent. Rows that do not fit are read twice. */
async function findMade(parts: Parts, mapping: KindMapping, intent: Intent): Promise<boolean> {
  for await (const record of unknownThere(parts, mapping)) {
    const values = await valuesOf(parts, mapping, record.values);
    // A row that tells less than the record fits too many.
    if (!mapping.detailed && isMadeBy(intent, mapping, values)) {
      await adopt(parts, mapping, intent, record);
      return true;
    }
    const whole = await readOne(parts, mapping, record).catch((error: unknown) => {
      if (isTrouble(error, 'missing')) return undefined;
      throw error;
    });
    if (whole && isMadeBy(intent, mapping, await valuesOf(parts, mapping, whole.values))) {
      await adopt(parts, mapping, intent, { ...whole, parent: whole.parent ?? record.parent });
      return true;
    }
  }
  return false;
}

/** It is refused, perhaps because it is there: made by somebody else, under what people know it by. */
async function adoptKnown(parts: Parts, mapping: KindMapping, intent: Intent): Promise<boolean> {
  const { what } = intent;
  const known = what.do === 'create' ? knownAs(mapping, new Map(Object.entries(what.values))) : null;
  if (known === null) return false;
  for await (const record of unknownThere(parts, mapping)) {
    if (knownAs(mapping, await valuesOf(parts, mapping, record.values)) !== known) continue;
    const { kind, id } = intent;
    // Nothing was agreed on: what differs is two people's word.
    await parts.state.commit({ links: [{ ...newLink(mapping, record), kind, id, born: 'there', known }] });
    return true;
  }
  return false;
}

async function valuesOf(
  parts: Parts,
  mapping: KindMapping,
  values: ReadonlyMap<string, Value>,
): Promise<ReadonlyMap<string, Value>> {
  return (await resolveReferences(parts, mapping, values))?.values ?? values;
}

async function* unknownThere(parts: Parts, mapping: KindMapping) {
  for (let page = 1; ; page++) {
    const { records, empty } = await listPage(parts, mapping, page, false);
    for (const record of records)
      if (!record.removed && !(await parts.state.byLegacy(mapping.kind, record.legacy))) yield record;
    if (empty) return;
  }
}
