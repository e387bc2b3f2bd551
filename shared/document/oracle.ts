/**
 * An independent model of what merging must show, for tests: vector clocks and the set of events a replica knows.
 * It has never heard of Yjs, registers or stamps.
 */
import type { Value } from '../schema/field.ts';
import { compareText } from './policy.ts';

export type Event =
  | { readonly type: 'write'; readonly field: string; readonly value: Value }
  | { readonly type: 'add'; readonly element: string }
  | { readonly type: 'remove'; readonly element: string }
  | { readonly type: 'append'; readonly pieces: number }
  | { readonly type: 'letter'; readonly letter: string }
  | { readonly type: 'erase' }
  | { readonly type: 'delete' }
  | { readonly type: 'restore' };

interface Happened {
  readonly event: Event;
  readonly who: number;
  /** The vector clock of the writer right after it. */
  readonly clock: readonly number[];
}

/** Whether `b` had seen `a`. */
const saw = (b: Happened, a: Happened): boolean => a !== b && (b.clock[a.who] ?? 0) >= (a.clock[a.who] ?? 0);

export class Oracle {
  readonly #clocks: number[][];
  readonly #known: Set<Happened>[];

  constructor(replicas: number) {
    this.#clocks = Array.from({ length: replicas }, () => Array.from({ length: replicas }, () => 0));
    this.#known = Array.from({ length: replicas }, () => new Set());
  }

  happen(who: number, event: Event): void {
    const clock = this.#clocks[who] as number[];
    clock[who] = (clock[who] ?? 0) + 1;
    this.#known[who]?.add({ event, who, clock: [...clock] });
  }

  sync(from: number, to: number): void {
    const [source, target] = [this.#clocks[from] ?? [], this.#clocks[to] ?? []];
    source.forEach((count, at) => {
      target[at] = Math.max(target[at] ?? 0, count);
    });
    for (const each of this.#known[from] ?? []) this.#known[to]?.add(each);
  }

  /** Whether a replica has heard of nothing at all. */
  isUntouched(who: number): boolean {
    return this.#known[who]?.size === 0;
  }

  /** What somebody did and nobody else ever heard of has not happened. */
  forget(who: number): void {
    const others = this.#known.filter((_, at) => at !== who);
    for (const each of this.#known[who] ?? []) {
      if (each.who === who && !others.some((known) => known.has(each))) this.#known[who]?.delete(each);
    }
  }

  #of<T extends Event['type']>(who: number, ...types: readonly T[]) {
    return [...(this.#known[who] ?? [])].filter((each) =>
      (types as readonly string[]).includes(each.event.type),
    ) as (Happened & { readonly event: Extract<Event, { readonly type: T }> })[];
  }

  /** The writes of a field that no known write of it had seen. */
  #maximal(who: number, field: string) {
    const writes = this.#of(who, 'write').filter(({ event }) => event.field === field);
    return writes.filter((each) => !writes.some((other) => saw(other, each)));
  }

  /** The values that nobody has replaced, in no order. */
  values(who: number, field: string): Value[] {
    return this.#maximal(who, field).map(({ event }) => event.value);
  }

  inReview(who: number, field: string): boolean {
    return new Set(this.values(who, field)).size > 1;
  }

  #additions(who: number) {
    const all = this.#of(who, 'add', 'remove');
    return this.#of(who, 'add').filter(
      (each) => !all.some((other) => other.event.element === each.event.element && saw(other, each)),
    );
  }

  elements(who: number): string[] {
    return [...new Set(this.#additions(who).map(({ event }) => event.element))].sort(compareText);
  }

  #letters(who: number) {
    const erasures = this.#of(who, 'erase');
    return this.#of(who, 'letter').filter((each) => !erasures.some((other) => saw(other, each)));
  }

  letters(who: number): string {
    return this.#letters(who)
      .map(({ event }) => event.letter)
      .sort(compareText)
      .join('');
  }

  sum(who: number): number {
    return this.#of(who, 'append').reduce((sum, { event }) => sum + event.pieces, 0);
  }

  count(who: number): number {
    return this.#of(who, 'append').length;
  }

  /** Whether a deletion stands beside a restoration, or beside a surviving edit of a person that no standing deletion had seen. */
  deletionInReview(who: number, fields: readonly string[]): boolean {
    const all = this.#of(who, 'delete', 'restore');
    const standing = all.filter((each) => !all.some((other) => saw(other, each)));
    const deletions = standing.filter(({ event }) => event.type === 'delete');
    if (deletions.length === 0) return false;
    if (deletions.length < standing.length) return true;
    const edits: Happened[] = [
      ...fields.flatMap((field) => this.#maximal(who, field)),
      ...this.#additions(who),
      ...this.#letters(who),
      ...this.#of(who, 'append'),
    ];
    return edits.some((edit) => !deletions.some((deletion) => saw(deletion, edit)));
  }
}
