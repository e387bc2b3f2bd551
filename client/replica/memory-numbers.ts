/** Numbers that this page may give out, for as long as it lasts. */
import type { LeasedRange, NumberStore } from './vault.ts';

export class MemoryNumbers implements NumberStore {
  #ranges: readonly LeasedRange[] = [];

  async add(range: LeasedRange): Promise<void> {
    const others = this.#ranges.filter(({ epoch }) => epoch === range.epoch);
    this.#ranges = [...others, range].sort((a, b) => a.first - b.first);
  }

  async take(): Promise<number | undefined> {
    const [range, ...rest] = this.#ranges;
    if (!range) return undefined;
    const left = range.first < range.last ? [{ ...range, first: range.first + 1 }] : [];
    this.#ranges = [...left, ...rest];
    return range.first;
  }

  async left(epoch: string): Promise<number> {
    this.#ranges = this.#ranges.filter((range) => range.epoch === epoch);
    return this.#ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }
}
