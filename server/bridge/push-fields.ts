/**
 * Sends fields of one record: only what differs, with what is sent noted before, and looked at again afterwards (rule
 * BRIDGE-7). What the API refuses of several is found by sending them one by one, so that the others arrive.
 */
import { entityKey } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { addressOf } from './ask-record.ts';
import { stepsOf, untoldOf, type OurRecord, type Step } from './assess.ts';
import { refusalOf } from './blame.ts';
import { writeTheirs as convert } from './mapping/conversion.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { NotYet } from './not-yet.ts';
import type { Parts } from './parts.ts';
import { look, type Looked } from './look.ts';
import { namedThere } from './references.ts';
import type { Aside, AsideReason, Link } from './state/bridge-state.ts';
import { endSends, settleSends } from './settle-sends.ts';
import { requestsFor, type FieldRequest, type Sayable } from './requests-for.ts';

interface Sides {
  readonly link: Link;
  readonly ours: OurRecord;
  /** Read just now. */
  readonly theirs: Looked;
}

export async function pushFields(
  parts: Parts,
  mapping: KindMapping,
  { link, ours, theirs }: Sides,
): Promise<void> {
  const { state } = parts;
  const steps = stepsOf(ours, link, theirs.values);
  const base: Record<string, Value> = { ...link.base };
  for (const { field, step, value } of steps) if (step === 'agree') base[field] = value;
  const sayable: Sayable[] = [];
  const aside: Record<string, Aside> = { ...link.aside };
  // What theirs did not tell just now: nothing is written over what nobody has seen.
  const untold = untoldOf(steps, ours, link);
  let waits = false;
  for (const each of steps.filter(({ step }) => step === 'send')) {
    const said = await sayableOf(parts, ours, each);
    if (said === 'later') waits = true;
    else if ('why' in said) aside[each.field] = said;
    else if (isManyParts(mapping, each, theirs)) aside[each.field] = asideOf(each.value, 'unsayable');
    else sayable.push(said);
  }
  const before: Link = { ...link, base, aside };
  await state.commit({ links: [before] });
  if (sayable.length > 0) await sendAll(parts, mapping, before, sayable, theirs);
  if (waits) throw new NotYet('what it follows from is not there yet');
  const names = untold.map(({ field }) => field).join(', ');
  if (names !== '') throw new NotYet(`theirs was not told: ${names}`, undefined, 'untold');
}

/** What is sent for a value; `later` where it refers to a record that is not there yet, or follows from what is not derived yet. */
async function sayableOf(parts: Parts, ours: OurRecord, step: Step): Promise<Sayable | Aside | 'later'> {
  const { mapping, value } = step;
  const { writing, conversion } = mapping;
  if (!writing) return asideOf(value, 'unsayable');
  const named = value === null ? { value } : await namedThere(parts, mapping, value);
  if (named === 'later') return 'later';
  if (named === 'unknown') return asideOf(value, 'unsayable');
  const said = convert(conversion, named.value);
  if ('problem' in said) return asideOf(value, 'unsayable');
  if (said.value !== null) return { step, json: said.value };
  if (writing.clear === 'never') return asideOf(value, 'unsayable');
  if (typeof writing.clear === 'object') {
    const other = ours.fields.get(writing.clear.as);
    const instead =
      other && other.value !== null ? convert(other.mapping.conversion, other.value) : undefined;
    return instead && 'value' in instead ? { step, json: instead.value } : 'later';
  }
  return { step, json: writing.clear === 'empty' ? '' : null };
}

export const asideOf = (value: Value, why: AsideReason, said?: string): Aside => ({
  whose: 'ours',
  why,
  value: JSON.stringify(value),
  ...(said !== undefined && { said: said.slice(0, longestSaid) }),
});

/** Of what the API said, in letters. */
const longestSaid = 300;

async function sendAll(
  parts: Parts,
  mapping: KindMapping,
  link: Link,
  sayable: readonly Sayable[],
  theirs: Looked,
): Promise<void> {
  const { state } = parts;
  const values = Object.fromEntries(sayable.map(({ step }) => [step.field, step.value]));
  const key = `${entityKey(link)}/send`;
  const { kind, id } = link;
  const requests = requestsFor(mapping, sayable, theirs);
  const what = { do: 'send', values, steps: stepsOnTheWay(requests) } as const;
  await state.commit({ intents: [{ kind, id, key, at: parts.now(), what }] });
  const refused = new Map<string, string>();
  for (const request of requests) {
    // Beyond a move that was refused there is no way.
    if (request.sayable.every(({ step }) => refused.has(step.field))) continue;
    for (const [field, said] of await sendOne(parts, mapping, link, request)) refused.set(field, said);
  }
  await state.commit({ intents: [{ kind, id, key, at: parts.now(), what: { ...what, answered: true } }] });
  const seen = await look(parts, mapping, link);
  const after = await state.link(link);
  if (!seen || !after) return state.commit(endSends(await state.intents(link)));
  const base: Record<string, Value> = { ...after.base };
  const aside: Record<string, Aside> = { ...after.aside };
  const ignored: Step[] = [];
  const unseen: string[] = [];
  for (const { step } of sayable) {
    const { field, value, mapping: each } = step;
    if (refused.has(field)) aside[field] = asideOf(value, 'refused', refused.get(field));
    else {
      delete aside[field];
      const said = seen.values.get(field);
      if (said === value) base[field] = value;
      // It is looked at again: nobody knows what became of it.
      else if (said === undefined && each.direction !== 'to-legacy') unseen.push(field);
      // Something else than both is somebody's word, and was taken in; of what the relay derives nobody's word is.
      else if (said === theirs.values.get(field) || each.direction === 'to-legacy') ignored.push(step);
    }
  }
  const tries = ((await state.outgoing(link))?.tries ?? 0) + 1;
  if (tries >= triesOfIgnored)
    for (const { field, value } of ignored.splice(0)) aside[field] = asideOf(value, 'ignored');
  const told = { has: (field: string) => seen.values.has(field) || refused.has(field) };
  await state.commit({ links: [{ ...after, base, aside }], ...settleSends(await state.intents(link), told) });
  if (ignored.length > 0) throw new NotYet('what was sent is not there');
  if (unseen.length > 0) throw new NotYet(`theirs was not told: ${unseen.join(', ')}`, undefined, 'untold');
}

/** Several parts make up what the field says: which of them should change is nobody's to guess. */
function isManyParts({ routes }: KindMapping, { mapping }: Step, { parts }: Looked): boolean {
  const part = routes.find(({ name }) => name === mapping.writing?.route)?.part;
  const list = part ? (parts.get(part.list) ?? []) : [];
  return list.length > 1 || list.some(({ quantity }) => quantity !== 1);
}

/** What our own requests make of fields, one after the other: no word of anybody there. */
function stepsOnTheWay(requests: readonly FieldRequest[]): Readonly<Record<string, readonly Value[]>> {
  const steps: Record<string, Value[]> = {};
  for (const { sayable } of requests)
    for (const { step, json } of sayable) if (json !== step.value) (steps[step.field] ??= []).push(json);
  return steps;
}

/** How often something is sent that the API takes and does not keep. */
const triesOfIgnored = 3;

/** Answers the fields that the API will not take, with what it says of them. @throws Trouble */
async function sendOne(
  parts: Parts,
  mapping: KindMapping,
  link: Link,
  request: FieldRequest,
): Promise<ReadonlyMap<string, string>> {
  const { method, path, sayable, body, owner } = request;
  try {
    await parts.api.send(
      method,
      addressOf(path, link),
      owner === undefined ? body : { ...body, [owner]: link.legacy },
    );
    return new Map();
  } catch (error) {
    const why = await refusalOf(parts, mapping, error);
    if (why === undefined) throw error;
    const fields = [...new Set(sayable.map(({ step }) => step.field))];
    if (fields.length === 1) return new Map(fields.map((field) => [field, why]));
    const refused = new Map<string, string>();
    for (const each of sayable) {
      const key = each.step.mapping.writing?.key ?? '';
      const alone: FieldRequest = { ...request, sayable: [each], body: { [key]: each.json } };
      for (const [field, said] of await sendOne(parts, mapping, link, alone)) refused.set(field, said);
    }
    return refused;
  }
}
