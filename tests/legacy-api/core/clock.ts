/**
 * The legacy server's clock: the time that is handed in, off by a skew, or standing still, so that a test can have rows of
 * one second or a server that is an hour behind. Writes instants in the formats of section 1.8.
 */
import type { Time } from '../../../shared/lib/time.ts';

export class LegacyClock {
  readonly #time: Time;
  #skew = 0;
  #frozen: number | undefined;

  constructor(time: Time) {
    this.#time = time;
  }

  /** Milliseconds since 1970, as the legacy server believes. */
  now(): number {
    return this.#frozen ?? this.#time.now() + this.#skew;
  }

  /** From now on the server is so many milliseconds ahead (behind, where negative). */
  skew(ms: number): void {
    this.#skew = ms;
  }

  /** Stops: all that is written until `thaw` is written in the same instant. */
  freeze(at = this.now()): void {
    this.#frozen = at;
  }

  thaw(): void {
    this.#frozen = undefined;
  }

  /** As the database writes it by default: UTC, whole seconds, unmarked. */
  byDatabase = (): string => databaseDate(this.now());
  /** As the server's code writes it: UTC, milliseconds, marked. */
  byCode = (): string => codeDate(this.now());
}

export const databaseDate = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
export const codeDate = (at: number): string => new Date(at).toISOString();
/** `YYYY-MM-DDTHH:MM`: local wall time, unmarked; the shop's zone is taken to be UTC. */
export const wallDate = (at: number): string => new Date(at).toISOString().slice(0, 16);
export const calendarDate = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Reads any of the formats; undefined where it is none. */
export function readDate(text: string): number | undefined {
  const marked = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(text) && !/(Z|[+-]\d\d:\d\d)$/.test(text);
  const at = Date.parse(marked ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(at) ? undefined : at;
}
