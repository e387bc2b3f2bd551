/**
 * Writes edits into the vault in their order, one observed transaction per burst, and moves what was acknowledged out of it, so that
 * what is stored never has a gap (rules PEND-1 and PEND-2): a write that fails keeps its place, and everything after it waits. Which
 * edits there are, and what is known of them, is the outbox's.
 */
import { backoff } from '../../shared/lib/backoff.ts';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { StorageHealth } from './storage-health.ts';
import type { Edit } from './unsent-edits.ts';
import type { Vault } from './vault.ts';

export interface OutboxWriterContext {
  readonly vault: Vault;
  readonly health: StorageHealth;
  readonly time: Time;
  readonly random: Random;
  /** The vault answered: each has the id that it got, or none where the vault keeps nothing of its record. */
  readonly stored: (edits: readonly Edit[]) => void;
  /** These are unsent no more, and the vault has let go of them. */
  readonly settled: (edits: readonly Edit[]) => void;
  /** What is stored of these cannot be read: the vault wants them from the relay. */
  readonly wanted: (names: readonly EntityKey[]) => void;
}

const retryBounds = { first: 500, cap: 15_000 };
/** Acknowledged edits are moved into their records together; until then a restart would only send them again. */
const settleAfter = 100;

export class OutboxWriter {
  readonly #context: OutboxWriterContext;
  #queue: Edit[] = [];
  #settled: Edit[] = [];
  #attempt = 0;
  #work: Promise<void> | null = null;
  #cancelRetry: Cancel | null = null;
  #cancelSettle: Cancel | null = null;

  constructor(context: OutboxWriterContext) {
    this.#context = context;
  }

  /** To be written behind all others. */
  add(...edits: readonly Edit[]): void {
    this.#queue.push(...edits);
    this.wake();
  }

  /** These are no work any more; what is being written of them comes to its end. */
  drop(edits: readonly Edit[]): void {
    const gone = new Set(edits);
    this.#queue = this.#queue.filter((edit) => !gone.has(edit));
  }

  /** The relay has these: what is not stored need not be, and what is goes where the record is. */
  acknowledged(edits: readonly Edit[]): void {
    this.#settled.push(...edits.filter(({ writing }) => !writing));
    this.#queue = this.#queue.filter(({ writing, acknowledged }) => writing || !acknowledged);
    this.#settleSoon();
  }

  /** Tries what is not written at once; resolves when it is, or could not be. */
  async flush(): Promise<void> {
    this.#cancelSettle?.();
    this.#cancelSettle = null;
    this.wake();
    await this.#work;
  }

  stop(): void {
    this.#cancelRetry?.();
    this.#cancelSettle?.();
  }

  wake(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#work ??= this.#run().finally(() => {
      this.#work = null;
    });
  }

  #settleSoon(): void {
    this.#cancelSettle ??= this.#context.time.after(settleAfter, () => {
      this.#cancelSettle = null;
      this.wake();
    });
  }

  async #run(): Promise<void> {
    const { health, time, random } = this.#context;
    // Edits of the same turn share a transaction.
    await Promise.resolve();
    try {
      while (this.#queue.length > 0 || (this.#settled.length > 0 && !this.#cancelSettle)) {
        if (this.#queue.length > 0) await this.#store();
        else await this.#settle();
      }
      this.#attempt = 0;
      health.succeeded('outbox');
    } catch (error) {
      health.failed('outbox', error);
      const wait = backoff(this.#attempt++, retryBounds, random);
      this.#cancelRetry = time.after(wait, () => this.wake());
    }
  }

  async #store(): Promise<void> {
    const batch = [...this.#queue];
    for (const edit of batch) edit.writing = true;
    let ids: readonly (number | null)[];
    try {
      ids = await this.#context.vault.addToOutbox(batch.map(({ entry }) => entry));
    } catch (error) {
      for (const edit of batch) edit.writing = false;
      // What was acknowledged meanwhile need not be stored as unsent any more.
      const done = this.#queue.filter(({ acknowledged }) => acknowledged);
      this.#queue = this.#queue.filter(({ acknowledged }) => !acknowledged);
      this.#settled.push(...done);
      throw error;
    }
    this.#queue = this.#queue.filter(({ writing }) => !writing);
    for (const [index, edit] of batch.entries()) {
      edit.writing = false;
      edit.id = ids[index] ?? null;
      if (edit.acknowledged) this.#settled.push(edit);
    }
    if (this.#settled.length > 0) this.#settleSoon();
    this.#context.stored(batch);
  }

  async #settle(): Promise<void> {
    const batch = this.#settled;
    this.#settled = [];
    try {
      const wanted = await this.#context.vault.settle(batch.map(({ id, entry }) => ({ id, entry })));
      if (wanted.length > 0) this.#context.wanted(wanted);
    } catch (error) {
      this.#settled = [...batch, ...this.#settled];
      throw error;
    }
    this.#context.settled(batch);
  }
}
