/** Steps through a text: gathered, applied, and taken back. Pure; knows neither Yjs nor who wrote. */
import type { TextStep } from './change.ts';

/** Gathers steps from the beginning of a text to its end; neighbouring ones of a kind become one. */
export class Steps {
  readonly #done: TextStep[] = [];
  #kept = 0;
  #removed = '';
  #inserted = '';

  keep(length: number): void {
    this.#settle();
    this.#kept += length;
  }

  remove(text: string): void {
    this.#removed += text;
  }

  insert(text: string): void {
    this.#inserted += text;
  }

  /** What was done; empty when nothing was, so what is kept at the end is not told. */
  list(): TextStep[] {
    this.#settle();
    this.#kept = 0;
    return this.#done;
  }

  /** What was taken away and put there again, as a write-back does, is no step. */
  #settle(): void {
    if (this.#removed === '' && this.#inserted === '') return;
    const [removed, inserted] = [this.#removed, this.#inserted];
    this.#removed = '';
    this.#inserted = '';
    const { head, tail } = common(removed, inserted);
    this.#kept += head;
    if (removed.length + inserted.length > 2 * (head + tail)) {
      if (this.#kept > 0) this.#done.push({ keep: this.#kept });
      this.#kept = 0;
      if (removed.length > head + tail)
        this.#done.push({ remove: removed.slice(head, removed.length - tail) });
      if (inserted.length > head + tail)
        this.#done.push({ insert: inserted.slice(head, inserted.length - tail) });
    }
    this.#kept += tail;
  }
}

/** How much two texts share at their beginnings and at their ends, without halving a surrogate pair. */
export function common(a: string, b: string): { readonly head: number; readonly tail: number } {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  if (head > 0 && isHigh(a.charCodeAt(head - 1)) && (head < a.length || head < b.length)) head--;
  let tail = 0;
  while (tail < shorter - head && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) {
    tail++;
  }
  if (tail > 0 && isLow(a.charCodeAt(a.length - tail)) && tail < Math.max(a.length, b.length)) tail--;
  return { head, tail };
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** The text after the steps; undefined when they are not of this text. */
export const applySteps = (text: string, steps: readonly TextStep[]): string | undefined =>
  follow(text, steps, ({ remove = '', insert = '' }) => [remove, insert]);

/** The text before the steps; undefined when they do not end in this text. */
export const undoSteps = (text: string, steps: readonly TextStep[]): string | undefined =>
  follow(text, steps, ({ remove = '', insert = '' }) => [insert, remove]);

/** `exchange` answers what must be there and what comes in its place. */
function follow(
  text: string,
  steps: readonly TextStep[],
  exchange: (step: { readonly remove?: string; readonly insert?: string }) => readonly [string, string],
): string | undefined {
  let result = '';
  let at = 0;
  for (const step of steps) {
    if ('keep' in step) {
      if (at + step.keep > text.length) return undefined;
      result += text.slice(at, at + step.keep);
      at += step.keep;
      continue;
    }
    const [gone, come] = exchange(step);
    if (!fits(text, at, gone)) return undefined;
    at += gone.length;
    result += come;
  }
  return result + text.slice(at);
}

/** Whether `part` is at a place of a text. Yjs writes U+FFFD for what is left of a surrogate pair that was cut in two. */
function fits(text: string, at: number, part: string): boolean {
  if (text.startsWith(part, at)) return true;
  if (at + part.length > text.length) return false;
  for (let i = 0; i < part.length; i++) {
    const [has, wants] = [text.charCodeAt(at + i), part.charCodeAt(i)];
    if (has !== wants && !(has === replacement && (isHigh(wants) || isLow(wants)))) return false;
  }
  return true;
}

const replacement = 0xfffd;
