/**
 * One shop's bridge at work: rounds one after another, sooner where something moved here, later and later while the API does not
 * answer (section RUN of docs/SPEC.md). What it is asked for in between is done between two records.
 */
import { backoff } from '../../../shared/lib/backoff.ts';
import type { ShopId } from '../../../shared/lib/ids.ts';
import type { Random } from '../../../shared/lib/random.ts';
import type { Cancel, Time } from '../../../shared/lib/time.ts';
import { errorKind, type Log } from '../../log.ts';
import type { Relay } from '../../relay/relay.ts';
import type { Store } from '../../store/store.ts';
import type { Fetch } from '../api/answer-of.ts';
import { httpLegacyApi, type Tokens } from '../api/http-legacy-api.ts';
import { isTrouble, Trouble } from '../api/legacy-api.ts';
import { rateBudget } from '../api/rate-budget.ts';
import { confirmGone, doubt } from '../deletion-brake.ts';
import { endLetters, isOfOurs } from '../letters.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { usualLimits, type Parts } from '../parts.ts';
import { listAt } from '../place.ts';
import { retryFields } from '../refused-fields.ts';
import { relayRecords } from '../relay-records.ts';
import { round } from '../round.ts';
import type { BridgeState, DeadLetter, Waiting } from '../state/bridge-state.ts';
import { verify, type DriftReport } from '../verify.ts';
import type { BridgeSettings } from './bridge-files.ts';
import { shopPeople } from './shop-people.ts';
import { forgetErased } from './forget-erased.ts';
import { scanStanding } from './standing.ts';
import { toldState } from './told-state.ts';
import { Turns } from './turns.ts';

/** From something that moved here to the round that sends it, in milliseconds. */
const soon = 2_000;
/** Between two listings of everything, which find what is not there any more, in milliseconds. */
const fullEvery = 60 * 60_000;
const waits = { first: 30_000, cap: 15 * 60_000 };

export interface ShopBridgeParts {
  readonly shop: ShopId;
  readonly settings: BridgeSettings;
  readonly mapping: Mapping;
  readonly state: BridgeState;
  /** With a `fetch` that ends when the bridge stops. */
  readonly tokens: (fetch: Fetch) => Tokens;
  readonly relay: Pick<Relay, 'write' | 'watch' | 'legacy'>;
  readonly store: Pick<Store, 'moved' | 'load' | 'rows' | 'row' | 'erasures' | 'erasedFor' | 'users'>;
  readonly fetch: Fetch;
  readonly time: Time;
  readonly random: Random;
  readonly log: Log;
}

/** How a round ended; times in milliseconds. */
export interface RoundTold {
  readonly began: number;
  readonly ended: number;
  readonly full: boolean;
  readonly taken: number;
  readonly sent: number;
  readonly givenUp: number;
  /** Why it was cut short; null where it was not. */
  readonly trouble: { readonly kind: string; readonly said: string } | null;
}

export interface BridgeTold extends BridgeSettings {
  readonly shop: ShopId;
  readonly state: 'paused' | 'working' | 'waiting' | 'failing';
  /** What the round that is under way does: rows of a kind that were read, of how many. */
  readonly doing: { readonly kind: string; readonly rows: number; readonly of: number | null } | null;
  readonly last: RoundTold | null;
  /** When the last round that came to its end ended; null where none did since the start. */
  readonly lastGood: number | null;
  /** When the next one begins; null where none is going to. */
  readonly next: number | null;
  /** Records that wait to be sent. */
  readonly waiting: number;
  readonly deadLetters: number;
}

export class ShopBridge {
  readonly #given: ShopBridgeParts;
  readonly #parts: Parts;
  #settings: BridgeSettings;
  #last: RoundTold | null = null;
  #lastGood: number | null = null;
  #lastFull: number | null = null;
  #failures = 0;
  #doing: BridgeTold['doing'] = null;
  #counts = { taken: 0, sent: 0, givenUp: 0 };
  #isWorking = false;
  #next: { readonly at: number; readonly cancel: Cancel } | undefined;
  #unwatch: (() => void) | undefined;
  #stopped = false;
  /** Cuts requests and waits of a bridge that stops; what it noted tells the next one what may have been done. */
  readonly #end = new AbortController();
  readonly #turns = new Turns();

  constructor(given: ShopBridgeParts) {
    const { shop, settings, mapping, state, tokens, relay, store, fetch, time, random } = given;
    this.#given = given;
    this.#settings = settings;
    const sleep = (ms: number): Promise<void> => this.#sleep(ms);
    const { perMinute, address } = settings;
    const budget = rateBudget({ time, sleep, perMinute, atOnce: usualLimits.atOnce });
    const stoppable: Fetch = (url, init) => fetch(url, { ...init, signal: this.#signalWith(init.signal) });
    this.#parts = {
      mapping,
      api: httpLegacyApi({
        address,
        fetch: stoppable,
        tokens: tokens(stoppable),
        budget,
        time,
        random,
        sleep,
      }),
      state: toldState(state, (reached) => relay.legacy.reached(shop, reached)),
      records: relayRecords({ relay, store, shop, kinds: mapping.kinds.map(({ kind }) => kind) }),
      now: () => time.now(),
      random,
      limits: usualLimits,
      mailsSince: settings.since,
      people: shopPeople(store, shop, time),
      rest: () => this.#turns.rest(),
      tell: (event) => {
        if (event.type === 'pulling')
          this.#doing = { kind: event.kind, rows: event.rows, of: event.of ?? null };
        else if (event.type === 'taken') this.#counts.taken++;
        else if (event.type === 'sent') this.#counts.sent++;
        else this.#counts.givenUp++;
      },
    };
  }

  /** Finds out what is not there, and goes on with rounds until it is stopped. */
  async start(): Promise<void> {
    const { shop, relay, mapping, state } = this.#given;
    const kinds = mapping.kinds.map(({ kind }) => kind);
    relay.legacy.begin(shop, kinds);
    await forgetErased(this.#given, kinds);
    for await (const reached of scanStanding(kinds, state, this.#parts.records)) {
      if (this.#stopped) return;
      relay.legacy.reached(shop, reached);
    }
    if (this.#stopped) return;
    relay.legacy.known(shop);
    this.#unwatch = relay.watch((moved, kind) => {
      if (moved === shop && kinds.some((each) => each === kind)) this.#wake(soon);
    });
    this.#wake(0);
  }

  /** One round now, and how it ended. @param deletions what is not there any more is deleted here, however much that is */
  run(full: boolean, deletions: boolean): Promise<RoundTold> {
    return this.#turns.after(async () => {
      if (deletions) await confirmGone(this.#parts);
      return this.#round(full || deletions);
    });
  }

  /** It has another address from now on: before anything is sent it is looked whether that is the same system. */
  doubt(): Promise<void> {
    return this.#turns.after(() => doubt(this.#parts.state));
  }

  async told(): Promise<BridgeTold> {
    const { shop, state } = this.#given;
    const { count, deadLetters } = await state.waiting();
    const settings = this.#settings;
    const resting = this.#failures > 0 ? 'failing' : 'waiting';
    return {
      shop,
      ...settings,
      state: settings.paused ? 'paused' : this.#isWorking ? 'working' : resting,
      doing: this.#isWorking ? this.#doing : null,
      last: this.#last,
      lastGood: this.#lastGood,
      next: this.#next?.at ?? null,
      waiting: count,
      deadLetters,
    };
  }

  waiting(): Promise<Waiting> {
    return this.#given.state.waiting();
  }

  verify(): Promise<DriftReport> {
    return this.#turns.between(() => verify(this.#parts));
  }

  deadLetters(): Promise<readonly DeadLetter[]> {
    return this.#given.state.deadLetters();
  }

  /** Takes letters up again, or lets go of them; the answer is those that were there. All where none are named. */
  async end(keys: readonly string[] | undefined, way: 'retry' | 'discard'): Promise<readonly DeadLetter[]> {
    return this.#turns.between(async () => {
      const all = await this.#parts.state.deadLetters();
      const named = keys ? all.filter(({ key }) => keys.includes(key)) : all;
      const { state, mapping } = this.#parts;
      const now = this.#given.time.now();
      await endLetters(state, named, way, now);
      const kinds = mapping.kinds.map(({ kind }) => kind);
      const fields = way === 'retry' ? await retryFields(state, { kinds, keys }, now) : [];
      // What could not be taken over from there is met again by a listing of everything.
      if (way === 'retry' && !named.every(isOfOurs)) this.#lastFull = null;
      const others = fields.filter(({ key }) => !named.some((each) => each.key === key));
      const done = [...named, ...others];
      if (way === 'retry' && done.length > 0) this.#wake(0);
      return done;
    });
  }

  set(settings: BridgeSettings): void {
    this.#settings = settings;
    if (settings.paused) {
      this.#next?.cancel();
      this.#next = undefined;
    } else this.#wake(0);
  }

  /** Records that were erased. */
  forget(names: Parameters<BridgeState['forget']>[0]): Promise<void> {
    return this.#turns.between(() => this.#given.state.forget(names));
  }

  /** A round that is under way is cut short where it asks for something. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#end.abort();
    this.#unwatch?.();
    this.#next?.cancel();
    this.#given.relay.legacy.end(this.#given.shop);
    await this.#turns.settled();
    await this.#given.state.close();
  }

  #wake(ms: number): void {
    if (this.#stopped || this.#settings.paused) return;
    const { time } = this.#given;
    const at = time.now() + ms;
    // Who fails waits its time, whatever moves meanwhile.
    if (this.#next && (this.#next.at <= at || this.#failures > 0)) return;
    this.#next?.cancel();
    this.#next = { at, cancel: time.after(ms, () => this.#due()) };
  }

  #due(): void {
    this.#next = undefined;
    void this.#turns.after(async () => {
      if (this.#stopped || this.#settings.paused) return;
      const { time, random } = this.#given;
      const full = this.#lastFull === null || time.now() - this.#lastFull >= fullEvery;
      const { trouble } = await this.#round(full);
      this.#wake(trouble ? backoff(this.#failures, waits, random) : this.#settings.every * 1000);
    });
  }

  async #round(full: boolean): Promise<RoundTold> {
    const { time, log, shop } = this.#given;
    const began = time.now();
    this.#isWorking = true;
    this.#counts = { taken: 0, sent: 0, givenUp: 0 };
    let trouble: RoundTold['trouble'] = null;
    try {
      await listAt(this.#parts, this.#given.settings.address);
      await round(this.#parts, { full });
      this.#failures = 0;
      this.#lastGood = time.now();
      if (full) this.#lastFull = began;
    } catch (error) {
      this.#failures++;
      const kind = isTrouble(error) ? error.kind : errorKind(error);
      trouble = { kind, said: error instanceof Error ? error.message : String(error) };
      if (!this.#stopped) log(isTrouble(error) ? 'warn' : 'error', 'bridge-round-failed', { shop, kind });
    } finally {
      this.#isWorking = false;
      this.#doing = null;
    }
    this.#last = { began, ended: time.now(), full, ...this.#counts, trouble };
    if (!trouble) log('info', 'bridge-round', { shop, ...this.#counts });
    return this.#last;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const stopped = (): void => {
        cancel();
        reject(new Trouble('unreachable', 'the bridge stops'));
      };
      const cancel = this.#given.time.after(ms, () => {
        this.#end.signal.removeEventListener('abort', stopped);
        resolve();
      });
      if (this.#end.signal.aborted) stopped();
      else this.#end.signal.addEventListener('abort', stopped, { once: true });
    });
  }

  #signalWith(signal: AbortSignal | null | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#end.signal]) : this.#end.signal;
  }
}
