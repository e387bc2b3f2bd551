/**
 * Sends what is pending for records that no tab has open, in the leading tab, a few at a time and the urgent first. Each
 * record is tried on its own with back-off, so one that fails never holds up the others (row S18). What another tab is
 * about to send itself is given a moment; sending it twice would only cost bytes, since the relay integrates it once.
 */
import * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Cancel } from '../../shared/lib/time.ts';
import { isFinal } from '../../shared/protocol/codes.ts';
import type { Attempts } from './attempts.ts';
import { exchangeWhole, sendEdits, type ExchangeContext, type ExchangeEnd } from './exchange.ts';
import { Listeners } from './listeners.ts';
import { isOfKinds } from './of-kinds.ts';
import { documentOf } from './stored-document.ts';
import type { FailureReason } from './types.ts';
import { CorruptRecord, type StoredRecord, type Vault } from './vault.ts';

export interface SenderContext extends ExchangeContext {
  readonly attempts: Attempts;
  /** Records with unsent edits, the one to be sent first first. */
  readonly inOrder: () => readonly EntityKey[];
  readonly vault: Vault;
  readonly tab: string;
  /** Whether this tab has the record open: then its provider sends. */
  readonly isOpenHere: (name: EntityKey) => boolean;
  /** Unsent edits of another session, of a record that is open here. */
  readonly adopt: (name: EntityKey) => void;
  readonly tooLarge: (name: EntityKey) => void;
  /** What a record holds is another: its row is to be made again. */
  readonly refresh: (name: EntityKey) => void;
}

const atOnce = 4;
/** Time that another tab is given to send its own edits, in milliseconds. */
const grace = 3_000;

interface Task {
  running: boolean;
  timer: Cancel | null;
  /** Every try was used up. */
  failed: boolean;
}

export class Sender {
  /** What is being sent is another. */
  readonly changed = new Listeners();
  readonly #context: SenderContext;
  readonly #tasks = new Map<EntityKey, Task>();
  readonly #whole = new Set<EntityKey>();
  #running = 0;
  #active = false;
  #graceTimer: Cancel | null = null;
  #lookTimer: Cancel | null = null;
  #unsubscribe: Cancel | null = null;

  constructor(context: SenderContext) {
    this.#context = context;
  }

  /** This tab leads and is connected; what failed before is tried again. */
  start(): void {
    this.#unsubscribe ??= this.#context.outbox.changed.subscribe(() => this.look());
    this.#active = true;
    this.retry();
  }

  /** Tries one record, or all, again at once. */
  retry(name?: EntityKey): void {
    for (const [of, task] of this.#tasks) {
      if (name !== undefined && of !== name) continue;
      task.failed = false;
      task.timer?.();
      task.timer = null;
    }
    this.#look();
  }

  /** Records of which something is on its way. */
  sending(): readonly EntityKey[] {
    return [...this.#tasks].filter(([, { running }]) => running).map(([name]) => name);
  }

  stop(): void {
    this.#active = false;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#graceTimer?.();
    this.#lookTimer?.();
    this.#graceTimer = this.#lookTimer = null;
    for (const task of this.#tasks.values()) task.timer?.();
    this.#tasks.clear();
  }

  /** A document was given back, or something else may be sent now. */
  look(): void {
    if (!this.#active) return;
    // Acknowledgements come by the hundred; they are looked at together.
    this.#lookTimer ??= this.#context.time.after(0, () => {
      this.#lookTimer = null;
      this.#look();
    });
  }

  /** Records to exchange whole with the relay. */
  want(names: readonly EntityKey[]): void {
    for (const name of names) this.#whole.add(name);
    this.look();
  }

  /** The relay has nothing of these kinds for this user. */
  withheld(kinds: readonly string[]): void {
    for (const name of this.#whole) if (isOfKinds(name, kinds)) this.#whole.delete(name);
  }

  /** There is nothing to exchange of these any more. */
  erased(names: readonly EntityKey[]): void {
    for (const name of names) this.#whole.delete(name);
  }

  #look(): void {
    if (!this.#active) return;
    const { outbox, inOrder, isOpenHere, adopt, time, tab } = this.#context;
    const now = time.now();
    let waits = false;
    for (const name of inOrder()) {
      if (this.#running >= atOnce) return;
      const edits = outbox.edits(name);
      const theirs = edits.filter((edit) => edit.number === null);
      const young = theirs.some((edit) => edit.entry.tab !== tab && edit.knownAt > now - grace);
      if (young) waits = true;
      else if (!isOpenHere(name)) this.#run(name);
      else if (theirs.length > 0) adopt(name);
    }
    for (const name of this.#whole) {
      // An open record exchanges everything by its own handshake.
      if (isOpenHere(name)) this.#whole.delete(name);
      else this.#run(name);
    }
    if (waits) {
      this.#graceTimer ??= time.after(grace, () => {
        this.#graceTimer = null;
        this.#look();
      });
    }
  }

  #run(name: EntityKey): void {
    const task = this.#tasks.get(name) ?? { running: false, timer: null, failed: false };
    if (task.running || task.timer || task.failed || this.#running >= atOnce) return;
    this.#tasks.set(name, task);
    task.running = true;
    this.#running++;
    this.changed.emit();
    void this.#perform(name, task);
  }

  async #perform(name: EntityKey, task: Task): Promise<void> {
    let end: ExchangeEnd | undefined;
    try {
      end = await this.#try(name);
    } catch {
      // The vault could not be read or written; it tells so itself.
    }
    task.running = false;
    this.#running--;
    this.#after(name, task, end);
    this.changed.emit();
    this.look();
  }

  async #try(name: EntityKey): Promise<ExchangeEnd> {
    if (!this.#whole.has(name)) return sendEdits(this.#context, name);
    const { vault, outbox, refresh } = this.#context;
    // Read before: what the relay says from here on contains everything up to this place of its log.
    const { epoch, cursor } = await vault.meta();
    const stored = await readable(vault, name);
    const doc = documentOf(
      stored?.chunks ?? [],
      stored?.own ?? [],
      outbox.edits(name).map(({ update }) => update),
    );
    const end = await exchangeWhole(this.#context, name, doc);
    if (end.type === 'done') {
      const received = Y.encodeStateAsUpdate(doc);
      await vault.fold(name, (now) => {
        // A page that was stored meanwhile is kept.
        const all = documentOf(now?.chunks ?? [], now?.own ?? [], [received]);
        const state = Y.encodeStateAsUpdate(all);
        all.destroy();
        // Another tab may have folded unsent edits of its own meanwhile.
        const base = now?.base && outbox.edits(name).length > 0 ? [...now.base, received] : undefined;
        return { state, isWhole: true, reached: { epoch, seq: cursor }, ...(base && { base }) };
      });
      await vault.unwant(name);
      this.#whole.delete(name);
      refresh(name);
    }
    doc.destroy();
    return end;
  }

  /** `end` is undefined when this device could not read or write the record. */
  #after(name: EntityKey, task: Task, end: ExchangeEnd | undefined): void {
    if (this.#tasks.get(name) !== task) return;
    const { attempts, time } = this.#context;
    if (end?.type === 'done') {
      this.#tasks.delete(name);
      attempts.taken(name, true);
      return;
    }
    if (end?.type === 'too-large') {
      task.failed = true;
      return this.#context.tooLarge(name);
    }
    const wait = attempts.failed(name, reasonOf(end));
    task.failed = wait === null;
    if (wait === null) return;
    task.timer = time.after(wait, () => {
      task.timer = null;
      this.#look();
    });
  }
}

function reasonOf(end: Exclude<ExchangeEnd, { type: 'done' | 'too-large' }> | undefined): FailureReason {
  if (!end) return { kind: 'storage' };
  // A code that asks to come back later turns nothing away.
  return end.type === 'closed' && isFinal(end.code)
    ? { kind: 'refused', code: end.code }
    : { kind: 'no-answer' };
}

async function readable(vault: Vault, name: EntityKey): Promise<StoredRecord | undefined> {
  try {
    return await vault.record(name);
  } catch (error) {
    if (!(error instanceof CorruptRecord)) throw error;
    await vault.quarantine(name);
    return undefined;
  }
}
