/**
 * What lies in bundles, by name, as far as it was looked at: only the leading tab adds bundles, so that what it has not seen
 * yet is behind the last one that it knows. Others take records out, so that a name may be told that is not in one any more.
 */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { BundleHead } from './bundle.ts';

export interface Bundled {
  readonly epoch: string;
  readonly seq: number;
}

export class KnownBundles {
  readonly #known = new Map<EntityKey, Bundled>();
  #last = 0;

  /** The id of the newest one that it was told of; 0 for none. */
  get last(): number {
    return this.#last;
  }

  add(heads: readonly BundleHead[]): void {
    for (const { id, epoch, names, seqs } of heads) {
      for (const [index, name] of names.entries()) this.#known.set(name, { epoch, seq: seqs[index] ?? 0 });
      this.#last = Math.max(this.#last, id);
    }
  }

  get(name: EntityKey): Bundled | undefined {
    return this.#known.get(name);
  }

  clear(): void {
    this.#known.clear();
    this.#last = 0;
  }
}
