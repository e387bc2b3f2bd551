/**
 * This device's unsent edits. An edit is numbered the moment it is made, written to the vault (`outbox-writer.ts`), and taken
 * away when the relay has acknowledged it.
 *
 * Knows no documents and no sockets. Other tabs' edits are counted here too; their own tabs, or the leader, send them.
 */
import * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import { Listeners } from './listeners.ts';
import { OutboxWriter } from './outbox-writer.ts';
import { SentNotes } from './sent-notes.ts';
import type { StorageHealth } from './storage-health.ts';
import type { Pending, RecordSync } from './types.ts';
import { UnsentEdits, type Edit, type Unsent } from './unsent-edits.ts';
import type { OutboxEntry, StoredOutboxEntry, Vault } from './vault.ts';

/** Who wrote it and that tab's id for it: tabs without a database count their edits from 1, each in its own vault. */
const editKey = (tab: string, id: number): string => `${tab}/${id}`;

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

export interface OutboxContext {
  readonly vault: Vault;
  readonly health: StorageHealth;
  readonly time: Time;
  readonly random: Random;
  /** This tab's own id among those that share the vault. */
  readonly tab: string;
  /** Corrected milliseconds. */
  readonly now: () => number;
  /** Tells the other tabs. */
  readonly tell: (news: OutboxNews) => void;
  /** What is stored of these cannot be read: the vault wants them from the relay. */
  readonly wanted: (names: readonly EntityKey[]) => void;
  /** Edits of these were made, and the vault keeps nothing of them: they were erased. */
  readonly erased: (names: readonly EntityKey[]) => void;
  /** The relay has these. */
  readonly sent: (edits: readonly Edit[]) => void;
}

export type OutboxNews =
  /** `shared` tells whether the ids are those of the database that tabs share. */
  | {
      readonly type: 'edits-added';
      readonly entries: readonly StoredOutboxEntry[];
      readonly shared: boolean;
    }
  | { readonly type: 'edits-removed'; readonly keys: readonly string[] }
  | { readonly type: 'edits-sent'; readonly keys: readonly string[] };

export class Outbox {
  readonly changed = new Listeners();
  readonly #context: OutboxContext;
  readonly #unsent = new UnsentEdits();
  readonly #writer: OutboxWriter;
  readonly #sent: SentNotes;
  /** What other tabs said while the vault was read: it may have been read before. */
  #goneMeanwhile: Set<string> | null = new Set();
  #lastNumber = 0;
  #unsaved = 0;
  #unreadable = 0;

  constructor(context: OutboxContext) {
    this.#context = context;
    this.#writer = new OutboxWriter({
      ...context,
      stored: (edits) => this.#stored(edits),
      settled: (edits) => {
        const keys = edits.flatMap(({ key }) => key ?? []);
        if (keys.length > 0) context.tell({ type: 'edits-removed', keys });
      },
    });
    this.#sent = new SentNotes({ ...context, tell: (keys) => context.tell({ type: 'edits-sent', keys }) });
  }

  /** Reads what earlier sessions and other tabs left. @throws VaultFailed */
  async load(): Promise<void> {
    const gone = this.#goneMeanwhile ?? new Set();
    const { entries, unreadable } = await this.#context.vault.outbox().finally(() => {
      this.#goneMeanwhile = null;
    });
    this.#unreadable = unreadable;
    this.#context.health.unreadable(unreadable);
    // Known since ever: whoever wrote these is given no time to send them.
    this.addForeign(
      entries.filter(({ tab, id }) => !gone.has(editKey(tab, id))),
      true,
      0,
    );
  }

  /**
   * The database was opened again. What this tab knows to be unsent and is not there any more is written anew (fault 4);
   * of several tabs each does so, since none knows what the others have.
   */
  async reopened(): Promise<void> {
    if (!this.#context.vault.durable) return;
    const { entries } = await this.#context.vault.outbox();
    // An emptied database counts from 1 again, so a name alone says nothing.
    const there = new Map(entries.map((entry) => [editKey(entry.tab, entry.id), entry.update]));
    const lost: Edit[] = [];
    for (const name of this.#unsent.names()) {
      for (const edit of this.#unsent.of(name)) {
        if (edit.key === null || edit.id === null) continue;
        const stored = there.get(edit.key);
        if (stored && isSame(stored, edit.update)) continue;
        this.#unsent.unnamed(edit);
        this.#unsaved++;
        lost.push(edit);
      }
    }
    this.#writer.add(...lost);
    this.changed.emit();
  }

  /** An edit was made in this tab. */
  add(name: EntityKey, update: Uint8Array): Edit {
    const { tab, now, time } = this.#context;
    const clients = [...Y.parseUpdateMeta(update).from.keys()];
    const entry: OutboxEntry = { name, update, clients, tab, at: now() };
    const edit: Edit = {
      entry,
      update,
      number: ++this.#lastNumber,
      id: null,
      key: null,
      knownAt: time.now(),
      writing: false,
      acknowledged: false,
      sent: false,
    };
    this.#unsent.add(edit);
    this.#unsaved++;
    this.#writer.add(edit);
    this.changed.emit();
    return edit;
  }

  /** Edits that are in the vault: of an earlier session, or just stored by another tab. */
  addForeign(
    entries: readonly StoredOutboxEntry[],
    shared: boolean,
    knownAt = this.#context.time.now(),
  ): void {
    for (const { id: theirs, sent, ...entry } of entries) {
      const key = editKey(entry.tab, theirs);
      if (this.#unsent.byKey(key)) continue;
      // The id of another vault says nothing in this one.
      const id = shared && this.#context.vault.durable ? theirs : null;
      const rest = { knownAt, writing: false, acknowledged: false, sent };
      const edit: Edit = { entry, update: entry.update, number: null, id, key, ...rest };
      this.#unsent.add(edit);
      if (!this.#isSaved(edit)) this.#unsaved++;
    }
    this.changed.emit();
  }

  /** Another tab saw them acknowledged. */
  removeForeign(keys: readonly string[]): void {
    const edits = this.#gone(keys);
    for (const edit of edits) this.#remove(edit);
    this.#context.sent(edits);
    this.changed.emit();
  }

  /** Another tab sent them. */
  sentByOther(keys: readonly string[]): void {
    for (const key of keys) {
      const edit = this.#unsent.byKey(key);
      if (edit) edit.sent = true;
    }
  }

  /** These left the device: from now on nobody can take them back. Noted a moment later, if they are not acknowledged by then. */
  leave(edits: readonly Edit[]): void {
    this.#sent.leave(edits);
  }

  /** These were taken back and are no work any more; the vault has let go of them. */
  takenBack(edits: readonly Edit[]): void {
    for (const edit of edits) this.#remove(edit);
    this.#writer.drop(edits);
    this.changed.emit();
  }

  /** Another tab took these back, and the vault that tabs share has let go of them; answers those that were known here. */
  takenBackByOther(keys: readonly string[]): readonly Edit[] {
    const edits = this.#gone(keys);
    this.takenBack(edits);
    return edits;
  }

  /**
   * Puts all of a record's edits into its document: from here on they have numbers. One that `apply` could not take
   * in was never sent, and must not be taken for sent: it is put aside and told.
   */
  join(name: EntityKey, apply: (update: Uint8Array) => boolean): void {
    const bad: Edit[] = [];
    for (const edit of this.edits(name)) {
      if (apply(edit.update)) edit.number ??= ++this.#lastNumber;
      else if (edit.number === null) bad.push(edit);
    }
    if (bad.length > 0) this.#putAside(bad);
  }

  /** Everything unsent of a record, this tab's and others', oldest first. */
  edits(name: EntityKey): readonly Edit[] {
    return this.#unsent.of(name);
  }

  /** The edits that this tab's document of the record contains, in order. */
  joined(name: EntityKey): readonly Edit[] {
    return this.edits(name)
      .filter((edit) => edit.number !== null)
      .sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  }

  newest(name: EntityKey): number {
    return this.edits(name).reduce((newest, { number }) => Math.max(newest, number ?? 0), 0);
  }

  /** The client ids of a record's unsent edits. */
  own(name: EntityKey): readonly number[] {
    return [...new Set(this.edits(name).flatMap(({ entry }) => entry.clients))];
  }

  /** The relay has every edit of the record up to this number. */
  acknowledgedUpTo(name: EntityKey, upTo: number): void {
    this.acknowledged(this.joined(name).filter(({ number }) => number !== null && number <= upTo));
  }

  acknowledged(edits: readonly Edit[]): void {
    const fresh = edits.filter((edit) => !edit.acknowledged);
    if (fresh.length === 0) return;
    for (const edit of fresh) {
      edit.acknowledged = true;
      this.#remove(edit);
    }
    this.#context.sent(fresh);
    this.#writer.acknowledged(fresh);
    this.changed.emit();
  }

  get pending(): Pending {
    return { records: this.#unsent.records, edits: this.#unsent.count, unsaved: this.#unsaved };
  }

  names(): readonly EntityKey[] {
    return this.#unsent.names();
  }

  /** How much of a record is unsent; undefined when nothing is. */
  summary(name: EntityKey): Unsent | undefined {
    return this.#unsent.summary(name);
  }

  step(name: EntityKey): RecordSync {
    const edits = this.edits(name);
    if (edits.length === 0) return { step: 'relay' };
    return edits.some((edit) => !this.#isSaved(edit))
      ? { step: 'unsaved' }
      : { step: 'device', edits: edits.length };
  }

  /** Tries what is unsaved at once; resolves when it is saved or could not be. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  stop(): void {
    this.#writer.stop();
    this.#sent.stop();
  }

  /** The vault answered for these. */
  #stored(edits: readonly Edit[]): void {
    const { vault, tell, erased } = this.#context;
    const added: StoredOutboxEntry[] = [];
    const burnt = new Set<EntityKey>();
    for (const edit of edits) {
      const key = edit.id === null ? null : editKey(edit.entry.tab, edit.id);
      if (edit.acknowledged) {
        // A tab that starts right now reads it, and is to be told that it is settled.
        edit.key = key;
      } else if (edit.id !== null && key !== null) {
        this.#unsent.named(edit, key);
        if (vault.durable) this.#unsaved--;
        added.push({ ...edit.entry, id: edit.id, sent: edit.sent });
      } else {
        burnt.add(edit.entry.name);
      }
    }
    if (added.length > 0) tell({ type: 'edits-added', entries: added, shared: vault.durable });
    if (burnt.size > 0) erased([...burnt]);
    this.changed.emit();
  }

  #isSaved(edit: Edit): boolean {
    return edit.id !== null && this.#context.vault.durable;
  }

  #gone(keys: readonly string[]): readonly Edit[] {
    for (const key of keys) this.#goneMeanwhile?.add(key);
    return keys.flatMap((key) => this.#unsent.byKey(key) ?? []);
  }

  #remove(edit: Edit): void {
    if (this.#unsent.remove(edit) && !this.#isSaved(edit)) this.#unsaved--;
  }

  #putAside(edits: readonly Edit[]): void {
    const { vault, health } = this.#context;
    for (const edit of edits) this.#remove(edit);
    this.#unreadable += edits.length;
    health.unreadable(this.#unreadable);
    // Where this fails the next start finds them again.
    void health.watch('aside', vault.setAside(edits.flatMap(({ id }) => id ?? [])));
    this.changed.emit();
  }
}
