/**
 * Notes which replicas are here and how they are: in the background, of each at most once a minute, so that nobody waits for it
 * and it costs nothing (rule DEVICE-1). A store that fails keeps no line and stops nobody.
 */
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { errorKind, type Log } from '../log.ts';
import type { ReplicaLine } from '../store/replica-store.ts';
import type { Store } from '../store/store.ts';

/** Milliseconds between two notes of one replica. */
const noteEvery = 60_000;

interface Noting {
  line: ReplicaLine;
  isWritten: boolean;
  cancel: Cancel;
}

export class Replicas {
  readonly #store: Pick<Store, 'noteReplicas'>;
  readonly #time: Time;
  readonly #log: Log;
  readonly #noting = new Map<string, Noting>();
  #ended = false;

  constructor(store: Pick<Store, 'noteReplicas'>, time: Time, log: Log) {
    this.#store = store;
    this.#time = time;
    this.#log = log;
  }

  note(line: ReplicaLine): void {
    if (this.#ended) return;
    const key = `${line.shop}/${line.user}/${line.id}`;
    const noting = this.#noting.get(key);
    if (noting) {
      noting.line = line;
      noting.isWritten = false;
      return;
    }
    this.#noting.set(key, { line, isWritten: true, cancel: this.#later(key) });
    this.#write(line);
  }

  /** What waits is written now, and nothing later. */
  end(): void {
    this.#ended = true;
    for (const { line, isWritten, cancel } of this.#noting.values()) {
      cancel();
      if (!isWritten) this.#write(line);
    }
    this.#noting.clear();
  }

  #later(key: string): Cancel {
    return this.#time.after(noteEvery, () => {
      const noting = this.#noting.get(key);
      this.#noting.delete(key);
      if (noting && !noting.isWritten) this.note(noting.line);
    });
  }

  #write(line: ReplicaLine): void {
    this.#store
      .noteReplicas([line])
      .catch((error: unknown) => this.#log('warn', 'replica-not-noted', { kind: errorKind(error) }));
  }
}
