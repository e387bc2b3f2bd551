/**
 * Delivers what moved to webhooks in the background: woken by what moved, each webhook by itself, so that one whose address hangs holds
 * up no other, no edit and no acknowledgement (rules HOOK-3 and HOOK-4). All that it has to know is stored: a kill costs a repetition.
 */
import type { ShopId } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Cancel } from '../../shared/lib/time.ts';
import { errorKind, type Log } from '../log.ts';
import type { Relay } from '../relay/relay.ts';
import type { Webhook } from '../store/program-store.ts';
import { deliverPage, type DeliverParts } from './deliver-page.ts';

/** Milliseconds from the first thing that moved: what is written together is told together. */
const soon = 500;
/** Milliseconds between looks when nothing wakes it: texts that moved, webhooks that were added, tries that are due. */
const often = 10_000;
/** Webhooks that are delivered to at once. */
const mostAtOnce = 16;

export interface Delivering {
  /** Ends after the requests that are under way, which are bounded in time; what they did counts where they are done by then. */
  stop(): Promise<void>;
}

export function keepDelivered(
  given: DeliverParts & { readonly relay: Pick<Relay, 'row' | 'watch'>; readonly log: Log },
): Delivering {
  const { store, relay, time, log } = given;
  const underWay = new Map<string, Promise<void>>();
  /** Of a step that failed in part, what of it was delivered. */
  const sent = new Map<string, Set<string>>();
  let stopped = false;
  let timer: Cancel | undefined;
  let looking: Promise<void> | undefined;
  let armedFor = Infinity;

  function arm(ms: number): void {
    if (stopped) return;
    const at = time.now() + ms;
    if (timer && at >= armedFor) return;
    timer?.();
    armedFor = at;
    timer = time.after(ms, () => {
      timer = undefined;
      armedFor = Infinity;
      looking ??= look().finally(() => {
        looking = undefined;
        arm(often);
      });
    });
  }

  async function look(): Promise<void> {
    try {
      for (const webhook of await store.programs.webhooks()) {
        const key = `${webhook.shop}/${webhook.id}`;
        const isDue = webhook.state === 'active' && webhook.nextAt <= time.now();
        if (!isDue || underWay.has(key) || underWay.size >= mostAtOnce || stopped) continue;
        underWay.set(
          key,
          follow(key, webhook).finally(() => underWay.delete(key)),
        );
      }
    } catch (error) {
      complain(error);
    }
  }

  async function follow(key: string, first: Webhook): Promise<void> {
    let webhook = first;
    try {
      for (let more = true; more;) {
        if (!sent.has(key)) sent.set(key, new Set());
        const done = await deliverPage(given, webhook, must(sent.get(key), 'it was made'));
        more = done.more && !stopped;
        if (done.webhook.state === 'disabled') {
          log('warn', 'webhook-disabled', { shop: webhook.shop, hook: webhook.id });
        }
        webhook = done.webhook;
      }
    } catch (error) {
      complain(error, webhook.shop);
    }
    if (webhook.tries === 0) sent.delete(key);
    else arm(Math.max(0, webhook.nextAt - time.now()));
  }

  function complain(error: unknown, shop?: ShopId): void {
    if (!stopped)
      log('warn', 'not-delivered', { ...(shop !== undefined && { shop }), kind: errorKind(error) });
  }

  const unwatch = relay.watch(() => arm(soon));
  arm(soon);

  return {
    async stop() {
      stopped = true;
      unwatch();
      timer?.();
      await looking;
      await Promise.all(underWay.values());
    },
  };
}
