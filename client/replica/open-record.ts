/**
 * One record that is open in this tab: a Yjs document, loaded from this device, journaled by y-indexeddb and kept
 * live over its line to the relay (`record-line.ts`). What is typed here goes into the outbox in the
 * same turn, before the provider or the journal hear of it.
 *
 * Others' content never leaves as a live update, however it came in (journal, another tab): the relay takes those
 * only from their authors. It is offered in the next handshake instead.
 */
import { IndexeddbPersistence } from 'y-indexeddb';
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { entityKey, type EntityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Row } from '../../shared/document/types.ts';
import type { AttachedJournal } from './attached-journal.ts';
import { foldRecord, storeState } from './fold.ts';
import { History } from './history/record-history.ts';
import type { Journals } from './journal.ts';
import type { Listeners } from './listeners.ts';
import { RecordLine, type RecordLineContext } from './record-line.ts';
import type { RecordLocks } from './record-locks.ts';
import { projected } from './row-of.ts';
import type { StorageHealth } from './storage-health.ts';
import { applyPieces, loading } from './stored-document.ts';
import { CorruptRecord, type Vault } from './vault.ts';

export interface RecordContext extends RecordLineContext {
  readonly time: Time;
  readonly vault: Vault;
  readonly health: StorageHealth;
  readonly journals: Journals;
  readonly locks: RecordLocks;
  /** Changes when unsent edits of the record are taken back: what was made before holds them. */
  readonly generation: (name: EntityKey) => Promise<string>;
  readonly typed: (name: EntityName, doc: Y.Doc) => EntityDocument;
  readonly rowChanged: (name: EntityKey, row: Row) => void;
}

/** A list is drawn once per frame at most. */
const rowWithin = 16;

/** Whether what carries this origin came from elsewhere: this device's disk, another tab, the relay. */
const isForeign = (origin: unknown): boolean =>
  origin === loading || origin instanceof WebsocketProvider || origin instanceof IndexeddbPersistence;

export class LiveRecord {
  readonly name: EntityName;
  readonly key: EntityKey;
  readonly doc = new Y.Doc();
  readonly awareness: Awareness;
  readonly entity: EntityDocument;
  readonly history: History;
  readonly loaded: Promise<void>;
  readonly changed: Listeners;
  readonly #context: RecordContext;
  readonly #line: RecordLine;
  readonly #stopListening: () => void;
  #isLoaded = false;
  /** What this device has of it is not all that the relay has, by its own doing (rule KEEP-2). */
  #isPruned = false;
  /** Whether the update that is being told of right now was made in this tab. */
  #telling: 'local' | 'foreign' = 'foreign';
  #touched = false;
  /** False when its journal cannot be read: then it is done without. */
  #isJournaled = false;
  #generation = '';
  #disposed = false;
  #rowTimer: Cancel | null = null;
  #journal: Promise<AttachedJournal | undefined> | null = null;
  readonly #letGo: Promise<() => Promise<void>>;

  /** `free` resolves when an earlier opening of the record in this tab is folded. */
  constructor(context: RecordContext, name: EntityName, free: Promise<void>, changed: Listeners) {
    this.#context = context;
    this.changed = changed;
    this.name = name;
    this.key = entityKey(name);
    // First of all listeners: one that throws silences those after it.
    this.doc.on('update', (update: Uint8Array, origin: unknown) => this.#hear(update, origin));
    this.awareness = new Awareness(this.doc);
    this.entity = context.typed(name, this.doc);
    this.history = new History({
      entity: this.entity,
      time: context.time,
      isLocal: (origin) => !isForeign(origin),
      changed: () => changed.emit(),
    });
    this.#line = new RecordLine(this.key, context, {
      changed: () => this.changed.emit(),
      synced: () => this.#isSynced(),
      isLocalUpdate: () => this.#telling === 'local',
    });
    this.#stopListening = context.outbox.changed.subscribe(() => this.changed.emit());
    this.#letGo = free.then(() => context.locks.share(this.key));
    this.loaded = this.#load();
  }

  /** Whether its edits can go up right now. */
  get connected(): boolean {
    return this.#line.connected;
  }

  get live(): boolean {
    return this.#line.live;
  }

  get turnedAway(): boolean {
    return this.#line.turnedAway;
  }

  /** Whether a row made from the document says more than one that came from elsewhere. */
  get isLoaded(): boolean {
    return this.#isLoaded && !this.#isPruned;
  }

  /** False while only its row is on this device: then the document says nothing of the record. */
  get isHere(): boolean {
    return !this.#isPruned;
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  row(): Row {
    return projected(this.name, this.doc);
  }

  /** There is a connection again: a channel that the relay had closed for good is worth another try. */
  reconnect(): void {
    this.#line.reconnect();
  }

  /** Takes in unsent edits that another session left, and starts the channel again to vouch for them. */
  adopt(): void {
    const foreign = this.#context.outbox.edits(this.key).filter(({ number }) => number === null);
    if (!this.#isLoaded || foreign.length === 0) return;
    this.#takeInOutbox();
    this.#line.restart();
  }

  /** The database was opened again, and may hold nothing of it any more (fault 4): what is open is stored again. */
  async storeAgain(): Promise<void> {
    if (!this.#isLoaded || this.#disposed) return;
    const { vault, outbox, health } = this.#context;
    // So that closing it folds it, whatever happens here.
    this.#touched = true;
    const unsent = outbox.edits(this.key).map(({ update }) => update);
    try {
      if (this.#isJournaled) await vault.noteJournal(this.key);
      await storeState(vault, this.key, [Y.encodeStateAsUpdate(this.doc)], !this.#isPruned, unsent);
      health.succeeded('fold');
    } catch (error) {
      health.failed('fold', error);
    }
  }

  /** Nothing is sent from here on. */
  pause(): void {
    this.#line.pause();
  }

  /** Closes everything and keeps nothing of it: what is unsent is in the outbox, all else is the relay's. */
  async abandon(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#isLoaded = false;
    this.#stopListening();
    this.#rowTimer?.();
    this.#line.end();
    // From here on an editor that is still bound to it writes nowhere.
    this.doc.destroy();
    await this.loaded;
    this.#isLoaded = false;
    const journal = await this.#journal;
    await journal?.destroy();
    const { journals, vault } = this.#context;
    if (journals.enabled && (await journals.delete(this.key, this.#generation))) {
      await vault.forgetJournal(this.key).catch(() => undefined);
    }
    await (
      await this.#letGo
    )();
  }

  /** Closes everything and folds what there is into the vault, unless another tab still has it open. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const { locks, health } = this.#context;
    this.#stopListening();
    if (this.#rowTimer) this.#tellRow();
    this.#line.end();
    await this.loaded;
    const journal = await this.#journal;
    await journal?.destroy();
    const state = this.#touched ? Y.encodeStateAsUpdate(this.doc) : undefined;
    this.doc.destroy();
    await (
      await this.#letGo
    )();
    try {
      await locks.alone(this.key, () => this.#fold(state));
      health.succeeded('fold');
    } catch (error) {
      // The journal stays and is folded at the next start; what is unsent is in the outbox.
      health.failed('fold', error);
    }
  }

  async #fold(state: Uint8Array | undefined): Promise<void> {
    const { vault, journals, outbox, generation } = this.#context;
    if ((await generation(this.key)) !== this.#generation) {
      // Another tab took edits back, and this one has not heard of it: its document holds them.
      await journals.delete(this.key, this.#generation);
      return;
    }
    if (!state) {
      // Nothing came that the vault does not have.
      if (journals.enabled && (await journals.delete(this.key, this.#generation))) {
        await vault.forgetJournal(this.key);
      }
      return;
    }
    const unsent = (name: EntityKey): readonly Uint8Array[] => outbox.edits(name).map(({ update }) => update);
    const isWhole = !this.#isPruned;
    await foldRecord({ vault, journals, unsent, generation }, this.key, { state, isWhole });
  }

  #hear(update: Uint8Array, origin: unknown): void {
    const foreign = isForeign(origin);
    this.#telling = foreign ? 'foreign' : 'local';
    if (!foreign) this.#context.outbox.add(this.key, update);
    if (origin !== loading) this.#touched = true;
    this.#rowTimer ??= this.#context.time.after(rowWithin, () => this.#tellRow());
    this.changed.emit();
  }

  #tellRow(): void {
    this.#rowTimer?.();
    this.#rowTimer = null;
    // Before it is loaded the document knows less than the row that is listed.
    if (this.isLoaded && this.doc.store.clients.size > 0) this.#context.rowChanged(this.key, this.row());
  }

  async #load(): Promise<void> {
    const { vault, journals, health, generation } = this.#context;
    await this.#letGo;
    try {
      this.#generation = await generation(this.key);
      const stored = await vault.record(this.key);
      this.#isPruned = stored?.pruned ?? false;
      if (stored && !applyPieces(this.doc, [...stored.chunks, ...stored.own])) {
        throw new CorruptRecord(this.key);
      }
    } catch (error) {
      // What can be read is shown; the rest comes from the relay.
      if (error instanceof CorruptRecord) await vault.quarantine(this.key).catch(() => undefined);
      else health.failed('read', error);
      this.#touched = true;
    }
    this.#wasOpened();
    if (journals.enabled) {
      const pieces = await journals.read(this.key, this.#generation);
      this.#isJournaled = pieces !== undefined;
      if (pieces && pieces.length > 0) this.#touched = true;
      if (pieces && !applyPieces(this.doc, pieces)) await journals.delete(this.key, this.#generation);
    }
    this.#takeInOutbox();
    this.#isLoaded = true;
    if (this.#rowTimer) this.#tellRow();
    this.#goLive();
    this.changed.emit();
  }

  /** Who is looked at last stays longest (rule KEEP-1). */
  #wasOpened(): void {
    const { vault, health } = this.#context;
    void health.watch('touch', vault.keeping.touch(this.key));
  }

  #takeInOutbox(): void {
    this.#context.outbox.join(this.key, (update) => applyPieces(this.doc, [update]));
  }

  #goLive(): void {
    if (this.#disposed) return;
    const { vault, journals, health } = this.#context;
    const { key, doc, awareness } = this;
    if (this.#isJournaled) {
      // Noted first: a journal that nobody knows of would never be folded.
      this.#journal = vault.noteJournal(key).then(
        () => (this.#disposed ? undefined : journals.attach(key, this.#generation, doc)),
        (error: unknown) => {
          health.failed('journal', error);
          return undefined;
        },
      );
    }
    this.#line.begin(doc, awareness, this.#generation);
  }

  #isSynced(): void {
    if (!this.#isPruned) return;
    this.#isPruned = false;
    this.#rowTimer ??= this.#context.time.after(rowWithin, () => this.#tellRow());
  }
}
