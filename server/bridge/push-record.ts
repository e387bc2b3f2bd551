/**
 * Sends what is to be sent of one record (rules BRIDGE-6 to BRIDGE-8): looks at theirs first, takes in what changed there,
 * sends only what differs, and looks again.
 */
import type { Value } from '../../shared/schema/field.ts';
import { isTrouble } from './api/legacy-api.ts';
import { addressOf } from './ask-record.ts';
import { behindIn, hasToSend, stepsOf, untoldOf, type OurRecord } from './assess.ts';
import { look } from './look.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { NotYet } from './not-yet.ts';
import { oursOf } from './ours-of.ts';
import type { Parts } from './parts.ts';
import { wasListed } from './place.ts';
import { pushCreation } from './push-creation.ts';
import { pushFields } from './push-fields.ts';
import { saidThere } from './letters.ts';
import { pushMessages } from './push-messages.ts';
import { endSends, settleSends } from './settle-sends.ts';
import type { Intent, Link, Outgoing } from './state/bridge-state.ts';

export async function pushRecord(parts: Parts, mapping: KindMapping, out: Outgoing): Promise<void> {
  const { state } = parts;
  const ours = await oursOf(parts, mapping, out);
  if (!ours || !ours.there) return state.commit({ sent: [out] });
  const before = await state.link(out);
  if (before && isBack(before, ours))
    await state.commit({ links: [apart(before)], ...endSends(await state.intents(before)) });
  const isMade = !before || before.legacy === null || isBack(before, ours);
  if (isMade) {
    await pushCreation(parts, mapping, ours, out);
    // It was given up.
    if (!(await state.outgoing(out))) return;
  }
  const link = await agreed(parts, ours, out);
  if (!link || link.legacy === null || link.gone !== null) return state.commit({ sent: [out] });
  if (ours.deleted && !ours.deletionAsked) return pushDeletion(parts, mapping, link, out);
  const known = await saidThere(parts, link);
  const intents = await state.intents(link);
  // Of one that was just made it is looked at what the API took.
  const wants = hasToSend(ours, link, known) || untoldOf(stepsOf(ours, link), ours, link).length > 0;
  if (!isMade && !wants && intents.length === 0)
    return state.commit({ sent: [out], links: [{ ...link, agreed: Math.max(link.agreed, out.head) }] });
  await send(parts, mapping, link, out);
}

/** Whether it is here again, or still, and not there any more: somebody restored it, or kept what they had written of it. */
const isBack = ({ gone }: Link, { deleted, deletionAsked }: OurRecord): boolean =>
  (gone === 'here' || gone === 'there') && !deleted && !deletionAsked;

/** As of one that is here only: it is made there anew, under another id, or told as apart where none can be made (rule BRIDGE-25). */
const apart = (link: Link): Link => ({
  ...link,
  legacy: null,
  born: 'here',
  parent: null,
  base: {},
  aside: {},
  digest: '',
  known: null,
  listed: 0,
  read: 0,
  gone: null,
});

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
  // What was sent before, and nobody answered, has arrived by now or will not count: theirs is as it was just read, as far as it was told.
  const intents = await state.intents(link);
  const late = lateRows(parts, mapping, intents);
  if (late !== undefined) throw new NotYet('rows that were made are looked for', late);
  await state.commit(settleSends(intents, theirs.values));
  const [after, ours] = [await state.link(link), await oursOf(parts, mapping, out)];
  if (!after || !ours || after.gone !== null) return state.commit({ sent: [out] });
  const say = async (): Promise<void> => {
    const until = await pushMessages(parts, mapping, { link: after, ours, theirs });
    if (until !== undefined) throw new NotYet('a message is looked for', until);
  };
  if (isShutting(mapping, ours)) await say();
  try {
    await pushFields(parts, mapping, { link: after, ours, theirs });
  } catch (error) {
    // What is said does not wait for a field that does.
    if (error instanceof NotYet) await say();
    throw error;
  }
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
  const { state } = parts;
  if (!mapping.deletion || !(await look(parts, mapping, link))) return state.commit({ sent: [out] });
  const ours = await oursOf(parts, mapping, out);
  // What was written there since asks people here: when they have decided, it moves again.
  if (!ours?.deleted || ours.deletionAsked) return state.commit({ sent: [out] });
  try {
    await parts.api.send('DELETE', addressOf(mapping.one, link));
  } catch (error) {
    if (!isTrouble(error, 'missing')) throw error;
  }
  const after = (await state.link(link)) ?? link;
  await state.commit({ sent: [out], links: [{ ...after, gone: 'here', agreed: out.head }] });
}
