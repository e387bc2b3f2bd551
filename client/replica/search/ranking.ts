/** The best few records of a kind, found in one pass without sorting all of them. */
import type { Records } from './records.ts';

export class Ranking {
  readonly #records: Records;
  readonly #most: number;
  /** Best first. */
  readonly #kept: number[] = [];
  readonly #costs: number[] = [];
  total = 0;

  constructor(records: Records, most: number) {
    this.#records = records;
    this.#most = most;
  }

  offer(record: number, cost: number): void {
    this.total++;
    const kept = this.#kept;
    if (kept.length === this.#most) {
      const worst = kept.length - 1;
      if (worst < 0 || this.#compare(record, cost, worst) >= 0) return;
      kept.pop();
      this.#costs.pop();
    }
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(record, cost, middle) < 0) high = middle;
      else low = middle + 1;
    }
    kept.splice(low, 0, record);
    this.#costs.splice(low, 0, cost);
  }

  best(): readonly number[] {
    return this.#kept;
  }

  /** Whether this one's best hit comes before the other's; one without comes last. */
  before(other: Ranking): number {
    const [record] = other.#kept;
    if (record === undefined) return -1;
    const [own] = this.#kept;
    return own === undefined ? 1 : other.#compare(own, this.#costs[0] as number, 0);
  }

  /** A record against the one that is kept in a place: lower costs first, then newer, then by name. */
  #compare(record: number, cost: number, place: number): number {
    const other = this.#kept[place] as number;
    const { at } = this.#records;
    return (
      cost - (this.#costs[place] as number) ||
      (at[other] as number) - (at[record] as number) ||
      (this.#records.name(record) < this.#records.name(other) ? -1 : 1)
    );
  }
}
