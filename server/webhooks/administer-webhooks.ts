/** What is done with the webhooks of a shop, by its managers and by the operator (rule HOOK-6). */
import { parseKind, type Author, type KindName, type ShopId } from '../../shared/lib/ids.ts';
import { freshEntityId } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Role } from '../../shared/schema/field.ts';
import { kinds as allKinds } from '../../shared/schema/kinds.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import { NotDone } from '../accounts/not-done.ts';
import { type Asked } from '../accounts/read-asked.ts';
import type { StoredDelivery, Webhook } from '../store/program-store.ts';
import type { Store } from '../store/store.ts';
import { leadsOut } from './public-address.ts';
import { reasonAgainst } from './reason-against.ts';
import { freshSecret, tellSecret } from './sign-event.ts';
import { textIn } from '../text-in.ts';

export interface WebhookDependencies {
  readonly store: Pick<Store, 'programs' | 'head'>;
  readonly now: () => number;
  readonly random: Random;
  /** Whether they may lead to this machine and its network, and without TLS; they may not unless told so. */
  readonly webhooksAnywhere?: boolean;
}

/** Of one shop. */
export const mostWebhooks = 20;

export interface WebhookTold {
  readonly id: string;
  readonly url: string;
  readonly kinds: readonly string[];
  readonly by: string;
  readonly at: number;
  readonly state: Webhook['state'];
  readonly reason: string;
  /** Numbers of the log that are not delivered yet. */
  readonly behind: number;
  readonly failingSince: number;
  readonly nextAt: number;
  /** To check signatures with; shown to who made it, when it was made. */
  readonly secret?: string;
}

export type DeliveryTold = Pick<
  StoredDelivery,
  'event' | 'kind' | 'entity' | 'at' | 'status' | 'error' | 'took'
>;

/** What moves from now on is told. @throws NotDone */
export async function addWebhook(
  { store, now, random, webhooksAnywhere = false }: WebhookDependencies,
  { shop, by, role }: { readonly shop: ShopId; readonly by: Author; readonly role: Role },
  asked: Asked,
): Promise<WebhookTold> {
  const url = URL.parse(textIn(asked, 'url'));
  const isHttp = url && (url.protocol === 'https:' || url.protocol === 'http:') && url.href.length <= 2_000;
  if (!isHttp || url.username !== '' || url.password !== '') {
    throw new NotDone('bad-request', 'The url is an https address without a name and a password in it.');
  }
  if (!webhooksAnywhere && !leadsOut(url)) {
    throw new NotDone(
      'bad-request',
      'The url has to be an https address in the internet. One of this machine or its network is called only where the relay is started with SOLDER_WEBHOOKS_ANYWHERE=on.',
    );
  }
  const kinds = kindsIn(asked.get('kinds'), role);
  if ((await store.programs.webhooks(shop)).length >= mostWebhooks) {
    throw new NotDone('conflict', `A shop has at most ${mostWebhooks} webhooks.`);
  }
  const webhook: Webhook = {
    shop,
    id: freshEntityId(now(), random),
    url: url.href,
    secret: freshSecret(),
    kinds,
    by,
    at: now(),
    state: 'active',
    reason: '',
    cursor: await store.head(shop),
    failingSince: 0,
    tries: 0,
    nextAt: 0,
  };
  await store.programs.saveWebhook(webhook);
  return { ...tell(webhook, webhook.cursor), secret: tellSecret(webhook.secret) };
}

export async function listWebhooks(
  { store }: Pick<WebhookDependencies, 'store'>,
  shop: ShopId,
): Promise<readonly WebhookTold[]> {
  const [all, head] = await Promise.all([store.programs.webhooks(shop), store.head(shop)]);
  return all.map((webhook) => tell(webhook, head));
}

/** @throws NotDone */
export async function removeWebhook(
  { store }: Pick<WebhookDependencies, 'store'>,
  shop: ShopId,
  id: string,
): Promise<{ readonly removed: string }> {
  if (!(await store.programs.removeWebhook(shop, id))) throw none(id);
  return { removed: id };
}

/**
 * Tries again at once, also one that was disabled: where it was, or from now on. Where whoever answered for it may not any more, who
 * takes it up does from then on. @throws NotDone
 */
export async function retryWebhook(
  { store }: { readonly store: Pick<Store, 'programs' | 'head' | 'shop' | 'user'> },
  { shop, by }: { readonly shop: ShopId; readonly by: Author },
  asked: Asked,
): Promise<WebhookTold> {
  const found = await webhookIn(store, shop, textIn(asked, 'id'));
  const isTakenUp = (await reasonAgainst(store, found)) !== undefined;
  const webhook = isTakenUp ? { ...found, by } : found;
  const reason = isTakenUp ? await reasonAgainst(store, webhook) : undefined;
  if (reason !== undefined) throw new NotDone('conflict', reason);
  const head = await store.head(shop);
  const cursor = asked.get('skip') === true ? head : webhook.cursor;
  const again: Webhook = {
    ...webhook,
    cursor,
    state: 'active',
    reason: '',
    failingSince: 0,
    tries: 0,
    nextAt: 0,
  };
  await store.programs.saveWebhook(again);
  return tell(again, head);
}

/** The newest first. @throws NotDone */
export async function listDeliveries(
  { store }: Pick<WebhookDependencies, 'store'>,
  shop: ShopId,
  id: string,
): Promise<readonly DeliveryTold[]> {
  await webhookIn(store, shop, id);
  const all = await store.programs.deliveries(shop, id, 100);
  return all.map(({ event, kind, entity, at, status, error, took }) => ({
    event,
    kind,
    entity,
    at,
    status,
    error,
    took,
  }));
}

async function webhookIn(store: Pick<Store, 'programs'>, shop: ShopId, id: string): Promise<Webhook> {
  const found = (await store.programs.webhooks(shop)).find((each) => each.id === id);
  if (!found) throw none(id);
  return found;
}

const none = (id: string): NotDone => new NotDone('not-found', `The shop has no webhook "${id}".`);

/** All that the role reads, unless some of them are named. */
function kindsIn(asked: unknown, role: Role): readonly KindName[] {
  const readable = [...allKinds.keys()].filter((kind) => mayRead(role, kind));
  const named: unknown = typeof asked === 'string' && asked !== '' ? asked.split(',') : (asked ?? readable);
  const list = Array.isArray(named) ? (named as readonly unknown[]) : [];
  const found = list.flatMap((each) => {
    const kind = typeof each === 'string' && readable.includes(each) ? parseKind(each) : undefined;
    return kind ? [kind] : [];
  });
  if (found.length === list.length && found.length > 0) return found;
  throw new NotDone('bad-request', `kinds are some of ${readable.join(', ')}.`);
}

const tell = (
  { id, url, kinds, by, at, state, reason, cursor, failingSince, nextAt }: Webhook,
  head: number,
): WebhookTold => ({
  id,
  url,
  kinds,
  by,
  at,
  state,
  reason,
  behind: Math.max(0, head - cursor),
  failingSince,
  nextAt,
});
