/**
 * The records that are open in this tab: each once, however many places of the page hold it. One that nobody holds
 * any more lingers until its edits are acknowledged, or ten seconds; then it is folded and the sender takes over.
 */
import { entityKey, type EntityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Cancel } from '../../shared/lib/time.ts';
import { foldRecord } from './fold.ts';
import { Listeners } from './listeners.ts';
import { LiveRecord, type RecordContext } from './open-record.ts';
import type { OpenRecord } from './types.ts';

interface Held {
  record: LiveRecord;
  /** Those who want to know of it, also when it begins anew. */
  readonly changed: Listeners;
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
      const changed = new Listeners();
      const record = new LiveRecord(this.#context, name, free, changed);
      held = { record, changed, holders: 0, stay: null };
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
    const { locks, vault, journals, outbox, health, generation } = this.#context;
    const unsent = (of: EntityKey): readonly Uint8Array[] => outbox.edits(of).map(({ update }) => update);
    const work = health.watch(
      'fold',
      locks.alone(name, () => foldRecord({ vault, journals, unsent, generation }, name)),
    );
    this.#folding.set(name, work);
    await work;
    if (this.#folding.get(name) === work) this.#folding.delete(name);
  }

  /** Runs `work` with those of the records that no tab has open; opening one of them here meanwhile waits. */
  async whileClosed(
    names: readonly EntityKey[],
    work: (closed: readonly EntityKey[]) => Promise<void>,
  ): Promise<void> {
    const mine = names.filter((name) => !this.#held.has(name) && !this.#folding.has(name));
    const working = this.#context.locks.aloneOf(mine, work);
    const done = working.catch(() => undefined);
    for (const name of mine) this.#folding.set(name, done);
    try {
      await working;
    } finally {
      for (const name of mine) if (this.#folding.get(name) === done) this.#folding.delete(name);
    }
  }

  /**
   * Lets go of what is open of a record without keeping any of it, and keeps it from being opened; the answer lets it be
   * opened again, and opens it anew for those who hold it.
   */
  async suspend(name: EntityKey): Promise<() => void> {
    const { promise: free, resolve: letGo } = Promise.withResolvers<void>();
    const before = this.#folding.get(name);
    const work = Promise.all([before, free]).then(() => undefined);
    this.#folding.set(name, work);
    await before;
    await this.#held.get(name)?.record.abandon();
    return () => {
      letGo();
      if (this.#folding.get(name) === work) this.#folding.delete(name);
      const held = this.#held.get(name);
      if (!held?.record.isDisposed) return;
      held.record = new LiveRecord(this.#context, held.record.name, Promise.resolve(), held.changed);
      held.changed.emit();
    };
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
    let given = true;
    return {
      name: held.record.name,
      get doc() {
        return held.record.doc;
      },
      get awareness() {
        return held.record.awareness;
      },
      get entity() {
        return held.record.entity;
      },
      get history() {
        return held.record.history;
      },
      get loaded() {
        return held.record.loaded;
      },
      get live() {
        return held.record.live;
      },
      get turnedAway() {
        return held.record.turnedAway;
      },
      get isHere() {
        return held.record.isHere;
      },
      row: () => held.record.row(),
      subscribe: (changed) => held.changed.subscribe(changed),
      close: () => {
        if (!given) return;
        given = false;
        if (--held.holders === 0) this.#linger(held);
      },
    };
  }

  #linger(held: Held): void {
    const { outbox, time } = this.#context;
    const { key } = held.record;
    const isDone = (): boolean => outbox.edits(key).length === 0 || !this.#isOnline();
    const finish = (): void => {
      held.stay?.();
      held.stay = null;
      this.#fold(held.record);
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
