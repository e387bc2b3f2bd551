/**
 * The store's end of a thread: collects the calls of one turn into a message, matches answers to calls and says
 * what happened when the thread dies. A thread that died is started again by the next call. Knows nothing of SQL.
 */
import { Worker } from 'node:worker_threads';
import { Impossible } from '../../shared/lib/assert.ts';
import type { Calls } from './calls.ts';
import { StoreUnavailable } from './store.ts';
import type { Batch, FromThread, StoreIdentity, ThreadOptions, ToThread } from './thread-messages.ts';

/** A call ready to be posted: its buffers may be given away. */
export interface Parcel<C> {
  readonly call: C;
  readonly bytes: number;
  readonly transfer: readonly ArrayBuffer[];
}

interface Asked {
  readonly bytes: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class StoreThread<T extends Calls> {
  readonly #entry: URL;
  readonly #options: ThreadOptions;
  readonly #committed: ((took: number) => void) | undefined;
  readonly #asked = new Map<number, Asked>();
  #worker: Worker | undefined;
  #next = 0;
  #era = 0;
  #collecting: Batch<T['call']>['calls'][number][] = [];
  #transfer: ArrayBuffer[] = [];
  #bytes = 0;
  #queuedBytes = 0;
  #closing: Promise<void> | undefined;

  private constructor(entry: URL, options: ThreadOptions, committed?: (took: number) => void) {
    this.#committed = committed;
    this.#entry = entry;
    this.#options = options;
  }

  /**
   * Starts the thread and waits until it has opened the store. `committed` hears of each commit, in milliseconds.
   * @throws StoreUnavailable when it cannot.
   */
  static async start<T extends Calls>(
    entry: URL,
    options: ThreadOptions,
    committed?: (took: number) => void,
  ): Promise<{ thread: StoreThread<T>; identity: StoreIdentity }> {
    const thread = new StoreThread<T>(entry, options, committed);
    const identity = await new Promise<StoreIdentity>((resolve, reject) => {
      thread.#spawn((first) => {
        if (first.type === 'ready') resolve(first.identity);
        else
          reject(new StoreUnavailable(first.type === 'failed' ? first.message : 'the thread did not start'));
      }, reject);
    });
    return { thread, identity };
  }

  /** Calls that were asked and not answered, and about how many bytes they hold. */
  get queued(): { readonly calls: number; readonly bytes: number } {
    return { calls: this.#asked.size, bytes: this.#queuedBytes };
  }

  /**
   * Sends a call; calls are performed in the order in which they were asked.
   * @throws StoreUnavailable when nothing of it was stored or it could not be read.
   * @throws Impossible when the caller broke a promise of the port.
   */
  ask<C extends T['call']>({
    call,
    bytes,
    transfer,
  }: Parcel<C>): Promise<T['answers'][C['do'] & keyof T['answers']]> {
    if (this.#closing) return Promise.reject(new StoreUnavailable('the store is closed'));
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#asked.set(id, {
        bytes,
        resolve: (answer) => resolve(answer as T['answers'][C['do'] & keyof T['answers']]),
        reject,
      });
      this.#queuedBytes += bytes;
      this.#bytes += bytes;
      this.#transfer.push(...transfer);
      if (this.#collecting.push({ id, call }) === 1) queueMicrotask(() => this.#flush());
    });
  }

  /** Takes nothing more, performs what was asked, and then, not before `others` have ended, ends the thread. */
  close(others: Promise<void> = Promise.resolve()): Promise<void> {
    return (this.#closing ??= this.#close(others));
  }

  async #close(others: Promise<void>): Promise<void> {
    this.#flush();
    await others;
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage('close' satisfies ToThread<T['call']>, []);
    await ended;
  }

  #flush(): void {
    if (this.#collecting.length === 0) return;
    const batch = { era: this.#era, calls: this.#collecting, bytes: this.#bytes };
    const transfer = this.#transfer;
    this.#collecting = [];
    this.#transfer = [];
    this.#bytes = 0;
    this.#worker ??= this.#spawn();
    this.#worker.postMessage(batch satisfies ToThread<T['call']>, transfer);
  }

  #spawn(first?: (message: FromThread) => void, failed?: (error: Error) => void): Worker {
    const worker = new Worker(this.#entry, { workerData: this.#options });
    this.#worker = worker;
    let started = first;
    worker.on('message', (message: FromThread) => {
      started?.(message);
      started = undefined;
      if (message.type === 'answers') this.#answered(message);
      if (message.type === 'failed') this.#lost(worker, message.message);
    });
    worker.on('error', (error: Error) => {
      failed?.(new StoreUnavailable('the thread failed', { cause: error }));
      this.#lost(worker, 'the thread failed');
    });
    worker.on('exit', () => this.#lost(worker, 'the thread ended'));
    return worker;
  }

  #answered({ era, endsEra, answers, took }: Extract<FromThread, { type: 'answers' }>): void {
    if (took !== undefined) this.#committed?.(took);
    if (endsEra && era === this.#era) this.#era++;
    for (const { id, outcome } of answers) {
      const asked = this.#asked.get(id);
      if (!asked) continue;
      this.#asked.delete(id);
      this.#queuedBytes -= asked.bytes;
      if (outcome.result === 'done') asked.resolve(outcome.answer);
      else if (outcome.result === 'impossible') asked.reject(new Impossible(outcome.message));
      else asked.reject(new StoreUnavailable(outcome.message));
    }
  }

  /** The thread is gone, and nobody knows which of its last calls were stored: none of them was acknowledged. */
  #lost(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#collecting = [];
    this.#transfer = [];
    this.#bytes = 0;
    this.#queuedBytes = 0;
    const lost = [...this.#asked.values()];
    this.#asked.clear();
    for (const asked of lost) asked.reject(new StoreUnavailable(reason));
  }
}
