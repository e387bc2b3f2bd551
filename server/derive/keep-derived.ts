/**
 * Keeps what the relay derives up to date in the background: woken by what moved, shop after shop in bounded steps
 * (rules DERIVE-3 and DERIVE-5). Nobody waits for it.
 */
import type { KindName, ShopId } from '../../shared/lib/ids.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { errorKind } from '../log.ts';
import { deriveStep, type DeriveParts } from './derive-step.ts';
import { followedKinds } from './facts.ts';

/** Milliseconds from the first thing that moved: what is written together is derived together. */
const soon = 200;
/** Milliseconds until what failed is tried again. */
const later = 5_000;

const isFollowed: ReadonlySet<string> = new Set<KindName>(followedKinds);

export interface Deriving {
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  /** Ends after the step that is under way. What is left is done after the next start. */
  stop(): Promise<void>;
}

/** Begins with what moved before, of every shop. */
export function keepDerived(given: DeriveParts & { readonly time: Time }): Deriving {
  const { store, relay, time, log } = given;
  const waiting = new Set<ShopId>();
  let found = false;
  let stopped = false;
  let timer: Cancel | undefined;
  let work: Promise<void> | undefined;
  const whenIdle: (() => void)[] = [];

  function arm(ms: number): void {
    if (stopped || timer || work) return;
    timer = time.after(ms, () => {
      timer = undefined;
      work = run();
    });
  }

  async function run(): Promise<void> {
    await findShops();
    // One step of each in turn, so that a large shop does not hold up the others.
    const round = [...waiting];
    waiting.clear();
    const failed = new Set<ShopId>();
    for (const shop of round) {
      if (stopped) break;
      try {
        if (await deriveStep(given, shop)) round.push(shop);
      } catch (error) {
        complain(error, { shop });
        failed.add(shop);
      }
    }
    for (const shop of failed) waiting.add(shop);
    work = undefined;
    if (failed.size > 0 || !found) return arm(later);
    if (waiting.size > 0) return arm(soon);
    for (const resolve of whenIdle.splice(0)) resolve();
  }

  async function findShops(): Promise<void> {
    if (found) return;
    try {
      for (const { shop } of await store.shops()) waiting.add(shop);
      found = true;
    } catch (error) {
      complain(error);
    }
  }

  /** What is closing cannot be read any more, and that is no news. */
  function complain(error: unknown, about: { readonly shop?: ShopId } = {}): void {
    if (!stopped) log('warn', 'not-derived', { ...about, kind: errorKind(error) });
  }

  const unwatch = relay.watch((shop, kind) => {
    if (stopped || !isFollowed.has(kind)) return;
    waiting.add(shop);
    arm(soon);
  });
  arm(soon);

  return {
    async idle() {
      if (!timer && !work) return;
      await new Promise<void>((resolve) => whenIdle.push(resolve));
    },
    async stop() {
      stopped = true;
      unwatch();
      timer?.();
      timer = undefined;
      await work;
      for (const resolve of whenIdle.splice(0)) resolve();
    },
  };
}
