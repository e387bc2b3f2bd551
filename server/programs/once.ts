/** An operation is done once, however often it is sent: also when its answer was lost, or two of it come at the same time (rule API-6). */
import { createHash } from 'node:crypto';
import type { OperationName, StoredOperation } from '../store/program-store.ts';
import type { Store } from '../store/store.ts';

/** The name stands for something else already. */
export class NameReused extends Error {
  override readonly name = 'NameReused';
}

/** It is being done at this moment: the answer is there when it is asked for again. */
export class UnderWay extends Error {
  override readonly name = 'UnderWay';
}

export class Once {
  readonly #store: Pick<Store, 'programs'>;
  readonly #underWay = new Set<string>();

  constructor(store: Pick<Store, 'programs'>) {
    this.#store = store;
  }

  /**
   * @param digest of what is asked for
   * @param again what is answered where it was done before
   * @throws NameReused
   * @throws UnderWay
   */
  async run<T>(
    name: OperationName & { readonly digest: string },
    work: () => Promise<T>,
    again: (done: StoredOperation) => Promise<T>,
  ): Promise<T> {
    const key = `${name.shop} ${name.user} ${name.id}`;
    if (this.#underWay.has(key)) throw new UnderWay();
    this.#underWay.add(key);
    try {
      const done = await this.#store.programs.operation(name);
      if (!done) return await work();
      if (done.digest !== name.digest) throw new NameReused();
      return await again(done);
    } finally {
      this.#underWay.delete(key);
    }
  }
}

/** Of what is asked for, whatever the order of its keys. */
export const digestOf = (asked: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(asked, (_, value: unknown) => sorted(value)))
    .digest('base64url')
    .slice(0, 22);

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
