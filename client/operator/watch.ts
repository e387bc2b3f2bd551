/**
 * Asks for the overview again and again, once at a time: each second while it is answered, and every two seconds while it is
 * not, until it is. Rests while nobody looks at the page. Knows nothing of React.
 */
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { Overview } from '../../shared/operator/overview.ts';
import type { Answer } from './operator-api.ts';
import { add, countFromNow, noSeries, type Series } from './series.ts';

export type Line =
  /** Nothing was told yet. */
  | { readonly state: 'first' }
  | { readonly state: 'live' }
  /** It answered before, or never; since when, in milliseconds of this device. */
  | { readonly state: 'away'; readonly since: number; readonly why: string }
  | { readonly state: 'signed-out' };

export interface Watched {
  readonly line: Line;
  readonly series: Series;
}

export interface WatchParts {
  readonly time: Time;
  readonly ask: () => Promise<Answer<Overview>>;
  readonly changed: (watched: Watched) => void;
}

const every = 1_000;
const againAfter = 2_000;

export class Watch {
  readonly #parts: WatchParts;
  #line: Line = { state: 'first' };
  #series: Series = noSeries;
  #timer: Cancel | undefined;
  #asking = false;
  #rests = false;
  #ended = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  get now(): Watched {
    return { line: this.#line, series: this.#series };
  }

  begin(): void {
    void this.#ask();
  }

  /** Nobody looks, or somebody does again. */
  rest(rests: boolean): void {
    this.#rests = rests;
    if (rests) this.#timer?.();
    else void this.#ask();
  }

  countFromNow(): void {
    this.#series = countFromNow(this.#series);
    this.#parts.changed(this.now);
  }

  end(): void {
    this.#ended = true;
    this.#timer?.();
  }

  async #ask(): Promise<void> {
    this.#timer?.();
    if (this.#asking || this.#ended) return;
    this.#asking = true;
    const answer = await this.#parts.ask();
    this.#asking = false;
    if (this.#ended) return;
    this.#take(answer);
    this.#parts.changed(this.now);
    if (this.#line.state === 'signed-out' || this.#rests) return;
    const wait = this.#line.state === 'live' ? every : againAfter;
    this.#timer = this.#parts.time.after(wait, () => void this.#ask());
  }

  #take(answer: Answer<Overview>): void {
    switch (answer.kind) {
      case 'told':
        this.#series = add(this.#series, answer.value);
        this.#line = { state: 'live' };
        return;
      case 'signed-out':
        this.#line = { state: 'signed-out' };
        return;
      case 'away':
        return this.#gone('It does not answer.');
      case 'problem':
        return this.#gone(answer.detail || `${answer.title}.`);
    }
  }

  #gone(why: string): void {
    const since = this.#line.state === 'away' ? this.#line.since : this.#parts.time.now();
    this.#line = { state: 'away', since, why };
  }
}
