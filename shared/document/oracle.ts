/**
 * An independent model of what merging must show, for tests: vector clocks and the set of events a replica knows.
 * It has never heard of Yjs or registers, and takes a write's stamp for a number that came with it.
 *
 * One replica may be the relay. What reaches it and may not be is taken from its author again, and what that had
 * replaced happens once more at the relay, in that moment: who had not seen that happen has not replaced it (rule REFUSE-1).
 */
import { never } from '../lib/assert.ts';
import type { Value } from '../schema/field.ts';
import { compareText } from './policy.ts';

export type Event =
  | {
      readonly type: 'write';
      readonly field: string;
      readonly value: Value;
      /** What decides among values that stand, where the test asks which is shown. */
      readonly stamp?: number;
      readonly author?: string;
    }
  | { readonly type: 'add'; readonly element: string }
  | { readonly type: 'remove'; readonly element: string }
  | { readonly type: 'append'; readonly pieces: number }
  | { readonly type: 'letter'; readonly letter: string }
  | { readonly type: 'erase' }
  | { readonly type: 'delete' }
  | { readonly type: 'restore' };

export interface Happened<E extends Event = Event> {
  readonly event: E;
  /** Where it happened, and as what in the order of what happened there. */
  readonly who: number;
  readonly tick: number;
  /** The vector clock of its author right after it. */
  readonly view: readonly number[];
  /** Whether its author may do that when it comes to the relay. */
  allowed: boolean;
  /** What it is again, after a refused edit had replaced that. */
  readonly of?: Happened;
}

/** Whether `b` had seen `a`. What happens again has seen what it had seen the first time, and stands in that one's place. */
const saw = (b: Happened, a: Happened): boolean =>
  a !== b && ((b.view[a.who] ?? 0) >= a.tick || isAgain(b, a));

const isAgain = ({ of }: Happened, a: Happened): boolean => of !== undefined && (of === a || isAgain(of, a));

export class Oracle {
  readonly #clocks: number[][];
  readonly #known: Set<Happened>[];

  constructor(replicas: number) {
    this.#clocks = Array.from({ length: replicas }, () => Array.from({ length: replicas }, () => 0));
    this.#known = Array.from({ length: replicas }, () => new Set());
  }

  happen(who: number, event: Event, allowed = true): void {
    const tick = this.#tick(who);
    this.#known[who]?.add({ event, who, tick, view: [...(this.#clocks[who] ?? [])], allowed });
  }

  #tick(who: number): number {
    const clock = this.#clocks[who] ?? [];
    return (clock[who] = (clock[who] ?? 0) + 1);
  }

  /** Somebody's rights changed: what they did and the relay has not heard of is judged by what they may now. */
  judge(who: number, relay: number, may: (event: Event) => boolean): void {
    for (const each of this.#known[who] ?? [])
      if (each.who === who && !this.#known[relay]?.has(each)) each.allowed = may(each.event);
  }

  /** What somebody did comes to the relay. Answers what of it is refused. */
  arrive(from: number, relay: number): readonly Happened[] {
    const refused = [...(this.#known[from] ?? [])].filter((each) => each.who === from && !each.allowed);
    for (const each of refused) this.#known[from]?.delete(each);
    const lost = new Set(refused.flatMap((each) => this.#replacedBy(relay, each)));
    this.sync(from, relay);
    for (const of of lost)
      this.#known[relay]?.add({ ...of, who: relay, tick: this.#tick(relay), allowed: true, of });
    return refused;
  }

  /** What stands and goes with an event, because its author had seen it. */
  #replacedBy(who: number, by: Happened): Happened[] {
    return this.#standingUnder(who, by.event).filter((each) => saw(by, each));
  }

  #standingUnder(who: number, event: Event): readonly Happened[] {
    switch (event.type) {
      case 'write':
        return this.#maximal(who, event.field);
      case 'add':
      case 'remove':
        return this.#additions(who).filter((each) => each.event.element === event.element);
      case 'erase':
        return this.#letters(who);
      case 'delete':
      case 'restore':
        return this.#deletions(who);
      case 'append':
      case 'letter':
        return [];
      default:
        return never(event, 'an event');
    }
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
    ) as unknown as Happened<Extract<Event, { readonly type: T }>>[];
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

  /** The same with who wrote them and when, the one that is shown first. */
  standing(who: number, field: string): Extract<Event, { readonly type: 'write' }>[] {
    return this.#maximal(who, field)
      .map(({ event }) => event)
      .sort((a, b) => (b.stamp ?? 0) - (a.stamp ?? 0) || compareText(b.author ?? '', a.author ?? ''));
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
    const letters = this.#of(who, 'letter');
    const again = new Set(letters.map(({ of }) => of));
    return letters.filter((each) => !again.has(each) && !erasures.some((other) => saw(other, each)));
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

  #deletions(who: number) {
    const all = this.#of(who, 'delete', 'restore');
    return all.filter((each) => !all.some((other) => saw(other, each)));
  }

  /** Whether a deletion stands beside a restoration, or beside a surviving edit of a person that no standing deletion had seen. */
  deletionInReview(who: number, fields: readonly string[]): boolean {
    const standing = this.#deletions(who);
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
