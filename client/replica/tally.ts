/**
 * What this device counts of its syncing, since its database was made: for those who look after the shop's devices (rule DEVICE-5).
 * The leading tab keeps the sums and stores them now and then; other tabs tell it what they counted. What is counted in the
 * moments before a crash is lost: no work is.
 */
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { StorageHealth } from './storage-health.ts';
import type { Vault } from './vault.ts';

export interface Counts {
  readonly synced: number;
  readonly failed: number;
  /** Milliseconds. */
  readonly took: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly settled: number;
}

export interface KeptCounts extends Counts {
  /** Since when, in corrected milliseconds. */
  readonly since: number;
}

export interface TallyContext {
  readonly vault: Pick<Vault, 'meta' | 'saveMeta'>;
  readonly health: StorageHealth;
  readonly time: Time;
  /** Corrected milliseconds. */
  readonly now: () => number;
  readonly leads: () => boolean;
  /** Tells the leading tab. */
  readonly tell: (counts: Counts) => void;
}

const nothing: Counts = { synced: 0, failed: 0, took: 0, bytesUp: 0, bytesDown: 0, settled: 0 };
const names = Object.keys(nothing) as (keyof Counts)[];
/** How long counts may lie in memory, in milliseconds. */
const keptWithin = 60_000;

const plus = (a: Counts, b: Partial<Counts>): Counts =>
  Object.fromEntries(names.map((name) => [name, a[name] + (b[name] ?? 0)])) as unknown as Counts;

export class Tally {
  readonly #context: TallyContext;
  #kept: KeptCounts | null = null;
  #fresh: Counts = nothing;
  #timer: Cancel | null = null;
  #stopped = false;

  constructor(context: TallyContext) {
    this.#context = context;
  }

  add(counts: Partial<Counts>): void {
    if (this.#stopped) return;
    this.#fresh = plus(this.#fresh, counts);
    this.#timer ??= this.#context.time.after(keptWithin, () => {
      this.#timer = null;
      void this.flush();
    });
  }

  /** All of it up to now. */
  async read(): Promise<KeptCounts> {
    const kept = await this.#load();
    return { since: kept.since, ...plus(kept, this.#fresh) };
  }

  /** Stores what was counted, or hands it to the tab that does. */
  async flush(): Promise<void> {
    this.#timer?.();
    this.#timer = null;
    const { leads, tell, vault, health } = this.#context;
    if (!leads()) {
      const counts = this.#fresh;
      this.#fresh = nothing;
      // Another tab stores from here on: what was read of it is old.
      this.#kept = null;
      if (names.some((name) => counts[name] > 0)) tell(counts);
      return;
    }
    try {
      const kept = await this.#load();
      const counts = this.#fresh;
      this.#fresh = nothing;
      this.#kept = { since: kept.since, ...plus(kept, counts) };
      await vault.saveMeta({ tally: this.#kept });
      health.succeeded('tally');
    } catch (error) {
      health.failed('tally', error);
    }
  }

  /** Stores what was counted, and counts no more: a socket that is closing may still bring something. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.flush();
  }

  async #load(): Promise<KeptCounts> {
    this.#kept ??= (await this.#context.vault.meta()).tally ?? { since: this.#context.now(), ...nothing };
    return this.#kept;
  }
}
