/**
 * Sends what is to be sent of one record (rules BRIDGE-6 to BRIDGE-8): looks at theirs first, takes in what changed there,
 * sends only what differs, and looks again.
 */
import type { Value } from '../../shared/schema/field.ts';
import { Erased } from '../store/erasure-store.ts';
import { isTrouble } from './api/legacy-api.ts';
import { addressOf } from './ask-record.ts';
import { behindIn, hasToSend, readOurs, stepsOf, type OurRecord } from './assess.ts';
import { look } from './look.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { NotYet } from './not-yet.ts';
import type { Parts } from './parts.ts';
import { wasListed } from './place.ts';
import { pushCreation } from './push-creation.ts';
import { pushFields } from './push-fields.ts';
import { pushMessages, saidThere } from './push-messages.ts';
import type { Intent, Link, Outgoing } from './state/bridge-state.ts';

export async function pushRecord(parts: Parts, mapping: KindMapping, out: Outgoing): Promise<void> {
  const { state } = parts;
  const ours = await read(parts, mapping, out);
  if (!ours || !ours.there) return state.commit({ sent: [out] });
  const before = await state.link(out);
  const isMade = !before || before.legacy === null;
  if (isMade) {
    await pushCreation(parts, mapping, ours, out);
    if (!(await state.link(out))) return state.commit({ sent: [out] });
  }
  const link = await agreed(parts, ours, out);
  if (!link || link.gone !== null) return state.commit({ sent: [out] });
  if (ours.deleted && !isAsked(ours)) return pushDeletion(parts, mapping, link, out);
  const known = await saidThere(parts, link);
  const intents = await state.intents(link);
  // Of one that was just made it is looked at what the API took.
  if (!isMade && !hasToSend(ours, link, known) && intents.length === 0)
    return state.commit({ sent: [out], links: [{ ...link, agreed: Math.max(link.agreed, out.head) }] });
  await send(parts, mapping, link, out);
}

const isAsked = ({ fields }: OurRecord): boolean => fields.get('deleted')?.review === true;

/** Undefined for one that was erased. */
async function read(parts: Parts, mapping: KindMapping, out: Outgoing): Promise<OurRecord | undefined> {
  try {
    return await parts.records.write(out, (entity) => readOurs(entity, mapping));
  } catch (error) {
    if (error instanceof Erased) return undefined;
    throw error;
  }
}

/** Notes what both sides say without anything being sent. */
async function agreed(parts: Parts, ours: OurRecord, out: Outgoing): Promise<Link | undefined> {
  const link = await parts.state.link(out);
  if (!link) return undefined;
  const first = !(await everListed(parts));
  const base: Record<string, Value> = { ...link.base };
  for (const { field, step, value, mapping: each } of stepsOf(ours, link)) {
    if (step === 'agree' || (first && each.direction === 'to-legacy' && value !== null)) base[field] = value;
  }
  const after: Link = { ...link, base, behind: behindIn(ours, { ...link, base }) };
  await parts.state.commit({ links: [after] });
  return after;
}

async function everListed(parts: Parts): Promise<boolean> {
  for (const mapping of parts.mapping.kinds) if (!(await wasListed(parts, mapping))) return false;
  return true;
}

async function send(parts: Parts, mapping: KindMapping, link: Link, out: Outgoing): Promise<void> {
  const { state } = parts;
  const theirs = await look(parts, mapping, link);
  if (!theirs) return state.commit({ sent: [out] });
  // What was sent before, and nobody answered, has arrived by now or will not count: theirs is as it was just read.
  const intents = await state.intents(link);
  const late = lateRows(parts, mapping, intents);
  if (late !== undefined) throw new NotYet('rows that were made are looked for', late);
  await state.commit({ ended: intents.filter(({ what }) => what.do === 'send').map(({ key }) => key) });
  const [after, ours] = [await state.link(link), await read(parts, mapping, out)];
  if (!after || !ours || after.gone !== null) return state.commit({ sent: [out] });
  const say = async (): Promise<void> => {
    const until = await pushMessages(parts, mapping, { link: after, ours });
    if (until !== undefined) throw new NotYet('a message is looked for', until);
  };
  if (isShutting(mapping, ours)) await say();
  await pushFields(parts, mapping, { link: after, ours, theirs });
  await say();
  const last = (await state.link(link)) ?? after;
  const sent = { ...last, agreed: Math.max(last.agreed, out.head), behind: behindIn(ours, last) };
  await state.commit({ sent: [out], links: [sent] });
  parts.tell({ type: 'sent', kind: link.kind });
}

/** Until when rows may still arrive of which nobody answered that they were made: made again, they would be there twice. */
function lateRows(
  { now, limits }: Parts,
  { fields }: KindMapping,
  intents: readonly Intent[],
): number | undefined {
  const counted = fields.filter(({ conversion }) => conversion.as === 'tally').map(({ field }) => field);
  const until = intents.flatMap(({ at, what }) =>
    what.do === 'send' && !what.answered && counted.some((field) => field in what.values)
      ? [at + limits.settle]
      : [],
  );
  const last = Math.max(0, ...until);
  return last > now() ? last : undefined;
}

/** Whether nothing can be said there once ours is. */
function isShutting({ messages }: KindMapping, { fields }: OurRecord): boolean {
  const { shut } = messages ?? {};
  return shut !== undefined && shut.values.includes(String(fields.get(shut.field)?.value));
}

/** A record that was deleted here is deleted there, where that can be; else it stays, and the report says so. */
async function pushDeletion(parts: Parts, mapping: KindMapping, link: Link, out: Outgoing): Promise<void> {
  if (!mapping.deletion) return parts.state.commit({ sent: [out] });
  try {
    await parts.api.send('DELETE', addressOf(mapping.one, link));
  } catch (error) {
    if (!isTrouble(error, 'missing')) throw error;
  }
  await parts.state.commit({ sent: [out], links: [{ ...link, gone: 'here', agreed: out.head }] });
}
