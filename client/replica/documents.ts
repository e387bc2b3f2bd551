/**
 * The records that are open in this tab: each once, however many places of the page hold it. One that nobody holds
 * any more lingers until its edits are acknowledged, or ten seconds; then it is folded and the sender takes over.
 */
import { entityKey, type EntityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Cancel } from '../../shared/lib/time.ts';
import { foldRecord } from './fold.ts';
import { LiveRecord, type RecordContext } from './open-record.ts';
import type { OpenRecord } from './types.ts';

interface Held {
  readonly record: LiveRecord;
  holders: number;
  /** Stops waiting to fold it. */
  stay: Cancel | null;
}

const lingerUpTo = 10_000;

export class Documents {
  readonly #context: RecordContext;
  readonly #isOnline: () => boolean;
  readonly #released: (name: EntityKey) => void;
  readonly #held = new Map<EntityKey, Held>();
  readonly #folding = new Map<EntityKey, Promise<void>>();

  constructor(context: RecordContext, isOnline: () => boolean, released: (name: EntityKey) => void) {
    this.#context = context;
    this.#isOnline = isOnline;
    this.#released = released;
  }

  open(name: EntityName): OpenRecord {
    const key = entityKey(name);
    let held = this.#held.get(key);
    if (!held) {
      const free = this.#folding.get(key) ?? Promise.resolve();
      held = { record: new LiveRecord(this.#context, name, free), holders: 0, stay: null };
      this.#held.set(key, held);
    }
    held.holders++;
    held.stay?.();
    held.stay = null;
    return this.#handle(held);
  }

  get(name: EntityKey): LiveRecord | undefined {
    return this.#held.get(name)?.record;
  }

  all(): readonly LiveRecord[] {
    return [...this.#held.values()].map(({ record }) => record);
  }

  /** Folds what an earlier session left of a record, unless it is open; opening it meanwhile waits. */
  async foldLeftover(name: EntityKey): Promise<void> {
    if (this.#held.has(name) || this.#folding.has(name)) return;
    const { locks, vault, journals, outbox, health } = this.#context;
    const unsent = (of: EntityKey): readonly Uint8Array[] => outbox.edits(of).map(({ update }) => update);
    const work = locks
      .alone(name, () => foldRecord({ vault, journals, unsent }, name))
      .then(
        () => health.succeeded('fold'),
        (error: unknown) => health.failed('fold', error),
      );
    this.#folding.set(name, work);
    await work;
    if (this.#folding.get(name) === work) this.#folding.delete(name);
  }

  /** Folds everything now; resolves when it is done. */
  async stop(): Promise<void> {
    for (const held of this.#held.values()) {
      held.stay?.();
      this.#fold(held.record);
    }
    await Promise.all(this.#folding.values());
  }

  #handle(held: Held): OpenRecord {
    const { record } = held;
    let given = true;
    return {
      name: record.name,
      doc: record.doc,
      awareness: record.awareness,
      entity: record.entity,
      loaded: record.loaded,
      get live() {
        return record.live;
      },
      row: () => record.row(),
      subscribe: (changed) => record.changed.subscribe(changed),
      close: () => {
        if (!given) return;
        given = false;
        if (--held.holders === 0) this.#linger(held);
      },
    };
  }

  #linger(held: Held): void {
    const { outbox, time } = this.#context;
    const { record } = held;
    const isDone = (): boolean => outbox.edits(record.key).length === 0 || !this.#isOnline();
    const finish = (): void => {
      held.stay?.();
      held.stay = null;
      this.#fold(record);
    };
    const unsubscribe = outbox.changed.subscribe(() => {
      if (isDone()) finish();
    });
    const cancel = time.after(isDone() ? 0 : lingerUpTo, finish);
    held.stay = () => {
      unsubscribe();
      cancel();
    };
  }

  #fold(record: LiveRecord): void {
    const { key } = record;
    if (this.#held.get(key)?.record !== record) return;
    this.#held.delete(key);
    // An earlier opening that is still being folded is waited for by this one's loading.
    const work: Promise<void> = record.dispose().finally(() => {
      if (this.#folding.get(key) === work) this.#folding.delete(key);
      this.#released(key);
    });
    this.#folding.set(key, work);
  }
}
