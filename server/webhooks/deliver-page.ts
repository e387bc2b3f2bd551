/**
 * One step of one webhook: the next records that moved, each sent once and in the state that it has then, and how far that came (rules
 * HOOK-1 and HOOK-3). What failed is sent again, under the same id, before anything behind it.
 */
import { createHash } from 'node:crypto';
import { backoff } from '../../shared/lib/backoff.ts';
import { parseEntityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Row } from '../../shared/document/types.ts';
import type { Relay } from '../relay/relay.ts';
import type { Delivery, Webhook } from '../store/program-store.ts';
import type { MovedRecord, Seq, Store } from '../store/store.ts';
import type { PostEvent } from './post-event.ts';
import { reasonAgainst } from './reason-against.ts';
import { signEvent } from './sign-event.ts';

export interface DeliverParts {
  readonly store: Pick<Store, 'moved' | 'programs' | 'epoch' | 'shop' | 'user'>;
  readonly relay: Pick<Relay, 'row'>;
  readonly post: PostEvent;
  readonly time: Time;
  readonly random: Random;
}

/** Records in one step, and how many of them are sent at once. */
const mostRecords = 32;
const atOnce = 4;
const mostBytes = 1024 * 1024;
/** Numbers of the log that are none of its kinds, after which its place is noted. */
const farBehind = 1_000;
/** Milliseconds between tries: doubled each time, with chance in it. */
const waits = { first: 5_000, cap: 3_600_000 };
/** Milliseconds of nothing but failures after which it is disabled. */
export const longestFailure = 3 * 24 * 3_600_000;

/** What is to be told of one record. */
interface Event {
  readonly id: string;
  readonly name: EntityName;
  readonly version: Seq;
  readonly body: string;
}

/**
 * Sends what comes next, and answers the webhook as it is stored then, and whether there is more to do at once.
 * @param sent ids of events of this step that were delivered before, which are not sent again; those of this one are added
 * @throws StoreUnavailable
 */
export async function deliverPage(
  parts: DeliverParts,
  webhook: Webhook,
  sent: Set<string>,
): Promise<{ readonly webhook: Webhook; readonly more: boolean }> {
  const { store } = parts;
  const { shop, cursor, kinds } = webhook;
  const reason = await reasonAgainst(store, webhook);
  if (reason !== undefined) {
    const disabled: Webhook = { ...webhook, state: 'disabled', reason };
    await store.programs.noteDeliveries(disabled, []);
    return { webhook: disabled, more: false };
  }
  const moved = await store.moved({ shop, after: cursor, kinds, limit: mostRecords, bytes: mostBytes });
  const events = await eventsOf(parts, webhook, moved.records);
  const readable = new Set<string>(kinds);
  for (const key of moved.gone?.names ?? []) {
    const name = parseEntityKey(key);
    if (name && readable.has(name.kind)) events.push(erasedEvent(parts, webhook, name));
  }
  const waiting = events.filter(({ id }) => !sent.has(id));
  const isFar = moved.more || moved.upTo - cursor >= farBehind;
  if (waiting.length === 0 && sent.size === 0 && !isFar) return { webhook, more: false };
  const deliveries = await sendAll(parts, webhook, waiting);
  for (const { event, error } of deliveries) if (error === '') sent.add(event);
  const failed = deliveries.find(({ error }) => error !== '');
  const next = failed
    ? afterFailure(parts, webhook, failed)
    : { ...webhook, cursor: moved.upTo, failingSince: 0, tries: 0, nextAt: 0 };
  if (!failed) sent.clear();
  await store.programs.noteDeliveries(next, deliveries);
  return { webhook: next, more: !failed && moved.more };
}

function afterFailure(
  { time, random }: DeliverParts,
  webhook: Webhook,
  { status, error }: Delivery,
): Webhook {
  const now = time.now();
  const tries = webhook.tries + 1;
  const failingSince = webhook.failingSince || now;
  const failing = { ...webhook, tries, failingSince, nextAt: now + backoff(tries - 1, waits, random) };
  if (status === 410)
    return { ...failing, state: 'disabled', reason: 'Its address said that it is gone (410).' };
  if (now - failingSince < longestFailure) return failing;
  const why = status > 0 ? `it answered ${status}` : error;
  return { ...failing, state: 'disabled', reason: `Nothing was delivered for three days: ${why}.` };
}

async function sendAll(
  { post, time }: DeliverParts,
  { shop, id: hook, url, secret }: Webhook,
  events: readonly Event[],
): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  const next = events.values();
  const work = async (): Promise<void> => {
    for (const { id, name, version, body } of next) {
      const at = time.now();
      const { status, error } = await post(url, { headers: signEvent(secret, { id, body }, at), body });
      const about = { shop, hook, event: id, kind: name.kind, entity: name.id, version };
      deliveries.push({ ...about, at, status, error, took: time.now() - at });
      // The others wait for the same address.
      if (error !== '') return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, events.length) }, work));
  return deliveries;
}

async function eventsOf(
  parts: DeliverParts,
  webhook: Webhook,
  records: readonly MovedRecord[],
): Promise<Event[]> {
  const events: Event[] = [];
  for (const { row, head, ...name } of records) {
    const { shop } = webhook;
    const read =
      row === null
        ? await parts.relay.row({ shop, ...name })
        : { ...(JSON.parse(row) as Row), version: head };
    if (!read) continue;
    const { version, ...record } = read;
    const told = { shop, kind: name.kind, id: name.id, version: `${markOf(parts)}.${version}`, record };
    events.push(eventOf(parts, webhook, { type: 'record.changed', name, version, at: read.at, data: told }));
  }
  return events;
}

const erasedEvent = (parts: DeliverParts, webhook: Webhook, name: EntityName): Event =>
  eventOf(parts, webhook, {
    type: 'record.erased',
    name,
    version: 0,
    at: parts.time.now(),
    data: { shop: webhook.shop, kind: name.kind, id: name.id },
  });

/** The same event has the same id each time that it is sent: what it is of, and of which moment of the log. */
function eventOf(
  parts: DeliverParts,
  { id: hook }: Webhook,
  {
    type,
    name,
    version,
    at,
    data,
  }: {
    readonly type: string;
    readonly name: EntityName;
    readonly version: Seq;
    readonly at: number;
    readonly data: unknown;
  },
): Event {
  const of = createHash('sha256')
    .update(JSON.stringify([markOf(parts), hook, type, name.kind, name.id, version]))
    .digest('base64url');
  const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
  return { id: `evt_${of.slice(0, 22)}`, name, version, body };
}

const markOf = ({ store }: DeliverParts): string => store.epoch.replace(/[^a-z0-9]/g, '').slice(0, 8);
