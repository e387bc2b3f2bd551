/**
 * What the legacy system says, taken into the shop's records (rules BRIDGE-4 and BRIDGE-5). What is about to be written is
 * noted before it is, so that after a kill it is known whether it was: the same text is not merged in twice, and what
 * a colleague wrote over it since is no conflict. One record that cannot be taken in holds up no other.
 */
import { entityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Value } from '../../shared/schema/field.ts';
import { must } from '../../shared/lib/assert.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { Refused } from '../relay/refused.ts';
import { Erased } from '../store/erasure-store.ts';
import { StoreUnavailable } from '../store/store.ts';
import { agreedBase } from './agreed-base.ts';
import { behindIn, hasToSend, readOurs, type OurRecord } from './assess.ts';
import { unreadKey } from './blame.ts';
import { outgoingAnew } from './due-now.ts';
import { findLink } from './find-link.ts';
import { misfitKey, misfitLetter, misfitOf } from './fitting-messages.ts';
import { messageIdOf } from './legacy-ids.ts';
import { matchMessages } from './match-messages.ts';
import { waitingHere, type WaitingHere } from './match-known.ts';
import { canonical } from './mapping/conversion.ts';
import type { FieldMapping, KindMapping } from './mapping/mapping.ts';
import type { TheirMessage, TheirRecord } from './mapping/read-record.ts';
import type { Parts } from './parts.ts';
import { asAgreed, resolveReferences } from './references.ts';
import { settleSends, type SettledSends } from './settle-sends.ts';
import type { Aside, DeadLetter, Intent, Link, MessageLink, Outgoing } from './state/bridge-state.ts';
import { deleteAsTheirs, valueOf, writeTheirs } from './write-theirs.ts';

export interface Arrival {
  readonly record: TheirRecord;
  /** Of the listing's row that led to it. */
  readonly digest?: string;
  /** The listing that told of it. */
  readonly listing?: number;
}

const nothingSettled: SettledSends = { intents: [], ended: [] };

interface Plan {
  readonly arrival: Arrival;
  readonly was: Link;
  readonly link: Link;
  /** What becomes of what was sent before. */
  readonly sends: SettledSends;
  /** What is written here. */
  readonly take: ReadonlyMap<string, Value>;
  readonly messages: readonly TheirMessage[];
  /** Letters of those that can be none here. */
  readonly misfits: readonly DeadLetter[];
  /** Messages of ours that were found there. */
  readonly matched: readonly MessageLink[];
  readonly ended: readonly string[];
  readonly known: ReadonlySet<string>;
  readonly removes: boolean;
  readonly returns: boolean;
}

/** Takes in some records of a kind. Those that refer to something whose id is not settled are left for the next time: the answer is how many. */
export async function takeIn(
  parts: Parts,
  mapping: KindMapping,
  arrivals: readonly Arrival[],
): Promise<number> {
  const plans: Plan[] = [];
  let left = 0;
  const waiting = waitingHere(parts, mapping);
  for (const arrival of arrivals) {
    const plan = await planOf(parts, mapping, arrival, waiting);
    if (plan === 'later') left++;
    else if (plan) plans.push(plan);
  }
  if (plans.length === 0) return left;
  await note(parts, plans);
  const done = await Promise.all(plans.map((plan) => carryOut(parts, mapping, plan)));
  await record(parts, mapping, done);
  return left;
}

async function planOf(
  parts: Parts,
  mapping: KindMapping,
  arrival: Arrival,
  waiting: WaitingHere,
): Promise<Plan | 'later' | undefined> {
  const { state } = parts;
  const { record } = arrival;
  // It hangs on nothing here: a kind of work that the shop does elsewhere.
  if (mapping.parent && record.whole && record.parent === null && !record.removed) return undefined;
  const resolved = await resolveReferences(parts, mapping, record.values);
  if (!resolved) return 'later';
  const { unsettled } = resolved;
  const found = await findLink(parts, mapping, { record, resolved, waiting });
  if (found === 'later') return found;
  if (!found || found.gone === 'erased') return undefined;
  const intents = await state.intents(found);
  const kind = must(kindNamed(mapping.kind), 'a mapped kind');
  const references = asAgreed(resolved, found.base);
  const base: Record<string, Value> = { ...found.base };
  const arrived = new Set<string>();
  const take = new Map<string, Value>();
  for (const { field, direction, bornThere, conversion } of mapping.fields) {
    const value = references.get(field);
    if (value === undefined || direction === 'derived' || direction === 'to-legacy') continue;
    if (bornThere && found.born === 'here') continue;
    const prose = kind.fields.get(field)?.policy === 'text';
    const counted = conversion.as === 'tally';
    const agreed = agreedBase(field, { base: base[field], theirs: value, prose, counted }, intents);
    if (agreed.base !== undefined) base[field] = agreed.base;
    if (agreed.arrived) arrived.add(field);
    if (value !== base[field]) take.set(field, value);
  }
  const links = record.messages && record.messages.length > 0 ? await state.messages(found.id) : [];
  const letGo = new Set(record.messages && record.messages.length > 0 ? await state.letGo(found.id) : []);
  const told = (record.messages ?? []).filter(({ legacy }) => !letGo.has(messageIdOf(legacy)));
  const matching = matchMessages(found, told, links, intents);
  const misfits = matching.fresh.flatMap((message) => {
    const why = misfitOf(mapping, message);
    return why === undefined
      ? []
      : [{ message, letter: misfitLetter(mapping, found, { message, why, at: parts.now() }) }];
  });
  const misfitting = new Set(misfits.map(({ message }) => message));
  const isGone = found.gone !== null;
  return {
    arrival,
    was: found,
    link: linkAfter(found, base, arrival, {
      isSettled: unsettled.size === 0 && misfits.length === 0,
      isNews: take.size > 0,
    }),
    sends: arrived.size > 0 ? settleSends(intents, arrived) : nothingSettled,
    take,
    messages: matching.fresh.filter((message) => !misfitting.has(message)),
    misfits: misfits.map(({ letter }) => letter),
    matched: matching.matched,
    ended: matching.ended,
    known: new Set([...links, ...matching.matched].map(({ entry }) => entry)),
    removes: (record.removed || record.mergedInto !== undefined) && !isGone,
    returns: found.gone === 'there' && !record.removed && record.mergedInto === undefined,
  };
}

function linkAfter(
  found: Link,
  base: Link['base'],
  { record, digest, listing }: Arrival,
  { isSettled, isNews }: { readonly isSettled: boolean; readonly isNews: boolean },
): Link {
  const aside: Record<string, Aside> = {};
  for (const [field, each] of Object.entries(found.aside)) {
    if (each.whose === 'ours' || !record.values.has(field)) aside[field] = each;
  }
  for (const [field, said] of record.unread) {
    aside[field] = { whose: 'theirs', why: 'unreadable', value: shortened(said) };
  }
  return {
    ...found,
    base,
    aside,
    parent: record.parent ?? found.parent,
    // What could not be read, or refers to nothing that is known, is asked for again by every listing.
    // So is what was looked at and said something else than the listing: which of both is true, the next one tells.
    digest: record.unread.size > 0 || !isSettled ? '' : (digest ?? (isNews ? '' : found.digest)),
    listed: Math.max(listing ?? 0, found.listed),
  };
}

export const shortened = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, 500);

const writes = ({ take, messages, removes, returns }: Plan): boolean =>
  take.size > 0 || messages.length > 0 || removes || returns;

/** What is about to be written, and to which record. */
async function note(parts: Parts, plans: readonly Plan[]): Promise<void> {
  const writing = plans.filter(({ take }) => take.size > 0);
  if (writing.length === 0) return;
  const intents = await Promise.all(
    writing.map(async ({ link, take }): Promise<Intent> => {
      const { kind, id } = link;
      const written = await parts.records.written(link);
      const values = Object.fromEntries(take);
      return { kind, id, key: takeKey(link), at: parts.now(), what: { do: 'take', values, written } };
    }),
  );
  // The link is here before its record is: what is found there again is the same one.
  const links = writing.map(({ link }) => ({ ...link, digest: '' }));
  // With what they are held against: a base never goes back to what was sent before it.
  await parts.state.commit({
    links,
    intents: [...intents, ...writing.flatMap(({ sends }) => sends.intents)],
    ended: writing.flatMap(({ sends }) => sends.ended),
  });
}

const takeKey = (name: EntityName): string => `${entityKey(name)}/take`;

interface Done {
  readonly plan: Plan;
  readonly link: Link;
  readonly ours?: OurRecord;
  readonly dead?: DeadLetter;
}

async function carryOut(parts: Parts, mapping: KindMapping, plan: Plan): Promise<Done> {
  const { link, take } = plan;
  const base = { ...link.base, ...Object.fromEntries(take) };
  const after: Link = {
    ...link,
    base,
    gone: plan.removes ? 'there' : plan.returns ? null : link.gone,
    ...(plan.arrival.record.whole && { read: parts.now() }),
  };
  if (!writes(plan)) return { plan, link: after };
  try {
    const ours = await parts.records.write(link, (entity) => {
      entity.change(() => write(parts, mapping, plan, entity));
      return readOurs(entity, mapping);
    });
    parts.tell({ type: 'taken', kind: link.kind });
    return { plan, link: { ...after, behind: behindIn(ours, after) }, ours };
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    if (error instanceof Erased) return { plan, link: { ...after, gone: 'erased', base: {}, known: null } };
    const reason = error instanceof Refused ? 'refused-here' : 'internal';
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const { kind, id, legacy } = link;
    const at = parts.now();
    return {
      plan,
      // As if it had not been told of: the next listing brings it again.
      link: { ...link, digest: '' },
      dead: { key: takeKey(link), kind, id, legacy, what: 'record', reason, detail, at, tries: 1 },
    };
  }
}

function write(
  parts: Parts,
  mapping: KindMapping,
  { link, take, messages, arrival, removes, returns }: Plan,
  entity: EntityDocument,
): void {
  const { record } = arrival;
  const fresh = entity.get('created') === null && link.born === 'there';
  if (fresh) entity.set('created', record.created ?? parts.now());
  const own = new Set(
    mapping.fields.filter((each) => isOurOwn(link, entity, each)).map(({ field }) => field),
  );
  const values = new Map([...take].filter(([field]) => !own.has(field)));
  writeTheirs(entity, mapping, { base: link.base, values, at: record.changed });
  for (const { legacy, channel, body, at } of messages) {
    const field = mapping.messages?.field ?? '';
    const id = messageIdOf(legacy);
    if (entity.ledger(field).some((entry) => entry.id === id)) continue;
    entity.append(field, { channel, body }, { id, at });
  }
  if (removes && !entity.deleted) deleteAsTheirs(entity, mapping, link.base);
  if (returns && entity.deleted) entity.restore();
}

/** What the API made up for a record that was made here is nobody's word against ours. */
const isOurOwn = (link: Link, entity: EntityDocument, each: FieldMapping): boolean =>
  link.born === 'here' &&
  link.base[each.field] === undefined &&
  each.conversion.as !== 'tally' &&
  canonical(valueOf(entity, each)) !== null;

async function record(parts: Parts, mapping: KindMapping, done: readonly Done[]): Promise<void> {
  const now = parts.now();
  const outgoing: Outgoing[] = [];
  const messages: MessageLink[] = [];
  for (const { plan, link, ours, dead } of done) {
    const { id: ticket } = link;
    messages.push(...plan.matched);
    // What was not written is not here.
    const written = dead ? [] : plan.messages;
    for (const { legacy } of written) messages.push({ ticket, entry: messageIdOf(legacy), legacy });
    const again = Object.keys(plan.was.aside).some((field) => !(field in link.aside));
    if (!ours && !again) continue;
    const known = new Set([...plan.known, ...plan.messages.map(({ legacy }) => messageIdOf(legacy))]);
    if (ours && !again && !hasToSend(ours, link, known)) continue;
    outgoing.push((await parts.state.outgoing(link)) ?? outgoingAnew(link, now));
  }
  const dead = done.flatMap(({ dead }) => dead ?? []);
  const over = done.flatMap(({ plan, link, dead }) => [
    unreadKey(mapping, plan.arrival.record.legacy),
    ...(dead ? [] : [takeKey(link), ...plan.messages.map(({ legacy }) => misfitKey(mapping, link, legacy))]),
  ]);
  await parts.state.commit({
    links: done.map(({ link }) => link),
    intents: done.flatMap(({ plan, link }) => (link.gone === 'erased' ? [] : plan.sends.intents)),
    messages,
    outgoing,
    ended: done.flatMap(({ plan }) => [takeKey(plan.link), ...plan.ended, ...plan.sends.ended]),
    dead: [...dead, ...done.flatMap(({ plan }) => plan.misfits)],
    revived: over,
  });
  for (const { key, reason } of dead) parts.tell({ type: 'given-up', key, reason });
}
