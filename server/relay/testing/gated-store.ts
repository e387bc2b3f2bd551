/** A store in memory whose calls wait, fail or answer slowly when a test says so. */
import { MemoryStore } from '../../store/memory-store.ts';
import { StoreUnavailable, type DocumentName, type LogEntry } from '../../store/store.ts';

type Gated = 'append' | 'load' | 'compact' | 'lease' | 'erase';

export class GatedStore extends MemoryStore {
  readonly calls: Record<Gated, number> = { append: 0, load: 0, compact: 0, lease: 0, erase: 0 };
  /** The next calls of a kind throw. */
  readonly failing = new Set<Gated>();
  readonly #gates = new Map<Gated, Promise<void>>();

  /** Calls of this kind wait before they do anything; the answer lets them through. */
  hold(call: Gated): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gates.set(call, promise);
    return () => {
      this.#gates.delete(call);
      resolve();
    };
  }

  override async append(entries: readonly LogEntry[]) {
    await this.#pass('append');
    return super.append(entries);
  }

  override async load(name: DocumentName) {
    await this.#pass('load');
    return super.load(name);
  }

  override async compact(...given: Parameters<MemoryStore['compact']>) {
    await this.#pass('compact');
    return super.compact(...given);
  }

  override async leaseNumbers(...given: Parameters<MemoryStore['leaseNumbers']>) {
    await this.#pass('lease');
    return super.leaseNumbers(...given);
  }

  override async erase(...given: Parameters<MemoryStore['erase']>) {
    await this.#pass('erase');
    return super.erase(...given);
  }

  async #pass(call: Gated): Promise<void> {
    this.calls[call]++;
    await this.#gates.get(call);
    if (this.failing.has(call)) throw new StoreUnavailable('as the test says');
  }
}
