/** Numbers that this device may give out, in the vault's database, where all its tabs take from the same ranges. */
import { checksum } from './checksum.ts';
import type { VaultTables } from './vault-tables.ts';
import type { LeasedRange, NumberStore } from './vault.ts';

export type RangeLine = LeasedRange & { readonly sum: number };

const encoder = new TextEncoder();
const sumOf = ({ epoch, first, last }: LeasedRange): number =>
  checksum([encoder.encode(JSON.stringify([epoch, first, last]))]);

/** A line that is not what was written gives no numbers: those of another device might be among them. */
const isSound = (line: RangeLine): boolean => sumOf(line) === line.sum && line.first <= line.last;

export class DexieNumbers implements NumberStore {
  readonly #db: VaultTables;

  constructor(db: VaultTables) {
    this.#db = db;
  }

  add(range: LeasedRange): Promise<void> {
    return this.#db.run(() =>
      this.#db.transaction('rw', this.#db.numbers, async () => {
        await this.#keepOnly(range.epoch);
        await this.#put(range);
      }),
    );
  }

  take(): Promise<number | undefined> {
    return this.#db.run(() =>
      this.#db.transaction('rw', this.#db.numbers, async () => {
        const lines = await this.#db.numbers.orderBy('first').toArray();
        const range = lines.find(isSound);
        if (!range) return undefined;
        await this.#db.numbers.delete(range.first);
        if (range.first < range.last) await this.#put({ ...range, first: range.first + 1 });
        return range.first;
      }),
    );
  }

  left(epoch: string): Promise<number> {
    return this.#db.run(() =>
      this.#db.transaction('rw', this.#db.numbers, async () => {
        await this.#keepOnly(epoch);
        const lines = await this.#db.numbers.toArray();
        return lines.reduce((sum, { first, last }) => sum + last - first + 1, 0);
      }),
    );
  }

  /** Inside a transaction of `numbers`. */
  async #keepOnly(epoch: string): Promise<void> {
    await this.#db.numbers.filter((line) => line.epoch !== epoch || !isSound(line)).delete();
  }

  async #put({ epoch, first, last }: LeasedRange): Promise<void> {
    const range = { epoch, first, last };
    await this.#db.numbers.put({ ...range, sum: sumOf(range) });
  }
}
