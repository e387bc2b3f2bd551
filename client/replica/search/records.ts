/**
 * The records of the index by number, with what ranking and following references look at in plain arrays: a search goes
 * through all of it, sixty thousand records in well under a millisecond.
 */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import { isHidden, referredKind } from '../rows/matches.ts';
import { referencesOf } from '../rows/references.ts';

/** References of one record that are followed; no kind has more. */
export const mostReferences = 6;

export class Records {
  readonly #numbers = new Map<EntityKey, number>();
  readonly #names: EntityKey[] = [];
  readonly #rows: (Row | undefined)[] = [];
  readonly kindNames: string[] = [];
  /** In `kindNames`, plus one; 0 for a record that is only referred to, or gone. */
  kinds = new Uint8Array(1_024);
  hidden = new Uint8Array(1_024);
  /** When it was last written. */
  at = new Float64Array(1_024);
  /** The numbers of what each refers to, `mostReferences` apiece, plus one; 0 for none. */
  references = new Uint32Array(1_024 * mostReferences);

  /** How many there are, with those that are only referred to. */
  get size(): number {
    return this.#names.length;
  }

  row(record: number): Row | undefined {
    return this.#rows[record];
  }

  name(record: number): EntityKey {
    return this.#names[record] as EntityKey;
  }

  /** The number of a record that is known, if only by its name. */
  known(name: EntityKey): number | undefined {
    return this.#numbers.get(name);
  }

  number(name: EntityKey): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.length;
    this.#numbers.set(name, number);
    this.#names.push(name);
    this.#rows.push(undefined);
    if (number === this.kinds.length) this.#grow();
    return number;
  }

  put(record: number, row: Row | undefined): void {
    this.#rows[record] = row;
    this.kinds[record] = row ? this.#kindNumber(row.kind) : 0;
    this.hidden[record] = Number(row !== undefined && isHidden(row));
    this.at[record] = row?.at ?? 0;
    let next = record * mostReferences;
    const end = next + mostReferences;
    for (const field of row ? referencesOf(row.kind) : []) {
      const id = row?.fields[field];
      if (typeof id !== 'string' || next === end) continue;
      const other = this.number(`${referredKind(row?.kind ?? '', field)}/${id}` as EntityKey);
      this.references[next++] = other + 1;
    }
    this.references.fill(0, next, end);
  }

  /** What a record refers to. */
  referredTo(record: number): readonly number[] {
    const first = record * mostReferences;
    const all = this.references.subarray(first, first + mostReferences);
    return Array.from(all).flatMap((other) => (other === 0 ? [] : [other - 1]));
  }

  #kindNumber(kind: string): number {
    const known = this.kindNames.indexOf(kind);
    return known < 0 ? this.kindNames.push(kind) : known + 1;
  }

  #grow(): void {
    const size = 2 * this.kinds.length;
    this.kinds = grown(this.kinds, new Uint8Array(size));
    this.hidden = grown(this.hidden, new Uint8Array(size));
    this.at = grown(this.at, new Float64Array(size));
    this.references = grown(this.references, new Uint32Array(size * mostReferences));
  }
}

function grown<T extends Uint8Array | Float64Array | Uint32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
