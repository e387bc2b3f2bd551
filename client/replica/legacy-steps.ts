/**
 * How far records have come into the legacy system, as the relay tells (section LEGACY of docs/SPEC.md). Nearly all are there, so
 * only the others are kept, and over a reload. What is here is what the relay said last: where its digest is another, everything
 * is asked for.
 */
import { entityKey, type EntityName } from '../../shared/lib/ids.ts';
import { allThere, type LegacyNews, type LegacyStep } from '../../shared/protocol/legacy.ts';
import { Listeners } from './listeners.ts';

/** As it is kept over a reload. */
export interface LegacyState {
  /** The kinds that the legacy system has; none where the shop has no bridge. */
  readonly kinds: readonly string[];
  /** Empty while the relay does not know. */
  readonly version: string;
  /** By `kind/id`, those that are not there. */
  readonly steps: Readonly<Record<string, LegacyStep>>;
}

export const noLegacy: LegacyState = { kinds: [], version: '', steps: {} };

export interface LegacyStepsOptions {
  readonly state: LegacyState;
  readonly ask: () => void;
  readonly keep: (state: LegacyState) => void;
}

export class LegacySteps {
  readonly changed = new Listeners();
  readonly #options: LegacyStepsOptions;
  #kinds: readonly string[];
  #version: string;
  #steps: Map<string, LegacyStep>;
  /** Whether the relay said anything on this connection: one without a bridge says nothing. */
  #isTold = true;

  constructor(options: LegacyStepsOptions) {
    const { state } = options;
    this.#options = options;
    this.#kinds = state.kinds;
    this.#version = state.version;
    this.#steps = new Map(Object.entries(state.steps));
  }

  /** Undefined where the shop has no bridge, the kind is not in it, or nobody knows. */
  of(name: EntityName): LegacyStep | undefined {
    if (!this.#isTold || this.#version === '' || !this.#kinds.includes(name.kind)) return undefined;
    return this.#steps.get(entityKey(name)) ?? 'there';
  }

  /** The relay welcomed us, and tells next whether there is a bridge. */
  connected(): void {
    this.#isTold = false;
    this.changed.emit();
  }

  /** Something else was said first: this shop has no bridge. */
  settled(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    if (this.#kinds.length > 0) this.#take({ kinds: [], version: '' });
  }

  heard({ kinds, version, before, records }: LegacyNews): void {
    this.#isTold = true;
    if (version === '') return this.#take({ kinds, version });
    const isSame = version === this.#version && kinds.join() === this.#kinds.join();
    if (isSame && records.length === 0) return this.changed.emit();
    if (before === allThere) this.#steps = new Map();
    else if (before !== this.#version) {
      // What is here is of another time, and says nothing any more.
      this.#take({ kinds, version: '' });
      return this.#options.ask();
    }
    for (const { name, step } of records) {
      if (step === 'there') this.#steps.delete(name);
      else this.#steps.set(name, step);
    }
    this.#take({ kinds, version }, this.#steps);
  }

  #take(news: Pick<LegacyState, 'kinds' | 'version'>, steps = new Map<string, LegacyStep>()): void {
    this.#kinds = news.kinds;
    this.#version = news.version;
    this.#steps = steps;
    this.#options.keep({ ...news, steps: Object.fromEntries(steps) });
    this.changed.emit();
  }
}
