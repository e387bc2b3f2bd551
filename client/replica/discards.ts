/**
 * Taking unsent edits back (rules QUEUE-6 to QUEUE-8): what did not leave this device is put aside, the record is again
 * what it is without it, open documents begin anew, and the other tabs follow. The edits are kept for a month and can be
 * put back as they were: nobody else writes under the client ids that they were made with, and neither does this device.
 */
import { must } from '../../shared/lib/assert.ts';
import { parseEntityKey, type EntityKey } from '../../shared/lib/ids.ts';
import type { Attempts } from './attempts.ts';
import type { Documents } from './documents.ts';
import type { Outbox } from './outbox.ts';
import { rowOf } from './row-of.ts';
import type { RowSaver } from './row-saver.ts';
import type { Rows } from './rows.ts';
import { storedRow } from './rows/stored-row.ts';
import { documentOf } from './stored-document.ts';
import { baseOf } from './stored-record.ts';
import { baseless, splitByRelay, splitBySent, type Split } from './take-back.ts';
import type { Tabs, TabNews } from './tabs.ts';
import type { DiscardedEdits, TakenBack } from './types.ts';
import type { Edit } from './unsent-edits.ts';
import type { Folded, OutboxEntry, StoredDiscard, StoredOutboxEntry, StoredRow, Vault } from './vault.ts';

export interface DiscardsContext {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly documents: Documents;
  readonly attempts: Attempts;
  readonly rows: Rows;
  readonly rowSaver: RowSaver;
  readonly tabs: Tabs;
  /** The relay's state of a record; undefined without a connection, or when it does not say. */
  readonly fetchState: (name: EntityKey) => Promise<Uint8Array | undefined>;
  readonly tellRows: (rows: readonly StoredRow[]) => void;
  /** These are to be fetched whole. */
  readonly wanted: (names: readonly EntityKey[]) => void;
  /** Edits are unsent again. */
  readonly putBack: (name: EntityKey, entries: readonly StoredOutboxEntry[]) => void;
  readonly cancelled: (edits: readonly Edit[]) => void;
  /** Corrected milliseconds. */
  readonly now: () => number;
}

const keptFor = 30 * 24 * 3_600_000;

export class Discards {
  readonly #context: DiscardsContext;
  /** What tabs said, for those that share no database. */
  readonly #generations = new Map<EntityKey, string>();

  constructor(context: DiscardsContext) {
    this.#context = context;
  }

  /** @throws VaultFailed; nothing was taken back then. */
  async takeBack(name: EntityKey): Promise<TakenBack> {
    const { vault, outbox, documents, fetchState, now } = this.#context;
    documents.get(name)?.pause();
    let relay: Folded | undefined;
    try {
      // Read before: what the relay says from here on contains everything up to this place of its log.
      const { epoch, cursor } = await vault.meta();
      const state = await fetchState(name);
      relay = state && { state, reached: { epoch, seq: cursor } };
    } catch (error) {
      documents.get(name)?.reconnect();
      throw error;
    }
    const resume = await documents.suspend(name);
    try {
      await outbox.flush();
      const split = relay
        ? splitByRelay(relay.state, outbox.edits(name))
        : splitBySent(await this.#base(name), outbox.edits(name));
      if (split.taken.length > 0) await this.#discard(name, split, now(), relay);
      return { takenBack: split.taken.length, sent: split.kept.length };
    } finally {
      resume();
    }
  }

  /** Another tab took edits back. What this tab made on top of them since goes with them. */
  async heard({ name, keys, generation }: Extract<TabNews, { type: 'edits-taken-back' }>): Promise<void> {
    const { vault, outbox, documents } = this.#context;
    this.#generations.set(name, generation);
    const resume = await documents.suspend(name);
    try {
      await outbox.flush();
      const gone = outbox.takenBackByOther(keys);
      if (!vault.durable) await this.#store(name, gone, this.#context.now());
      this.#context.rowSaver.forget(name);
      const rest = outbox.edits(name);
      const taken = baseless(await this.#base(name), rest);
      const kept = rest.filter((edit) => !taken.includes(edit));
      if (taken.length > 0) await this.#discard(name, { taken, kept }, this.#context.now());
      else await this.#remakeRow(name);
    } finally {
      resume();
    }
  }

  /** Changes when edits of the record are taken back. */
  async generation(name: EntityKey): Promise<string> {
    return this.#generations.get(name) ?? this.#context.vault.discards.generation(name);
  }

  /** What was taken back, the newest first. */
  async all(): Promise<readonly DiscardedEdits[]> {
    const { vault } = this.#context;
    const all = await vault.discards.all();
    const found: DiscardedEdits[] = [];
    for (const { id, name: key, at, entries } of all.toReversed()) {
      const updates = entries.map(({ update }) => update);
      const stored = await vault.record(key).catch(() => undefined);
      const doc = documentOf(stored?.chunks ?? [], stored?.own ?? [], updates);
      const row = rowOf(key, doc) ?? null;
      doc.destroy();
      const bytes = updates.reduce((sum, { length }) => sum + length, 0);
      const name = must(parseEntityKey(key), 'a record has a name');
      found.push({ id, name, at, edits: entries.length, bytes, row, updates });
    }
    return found;
  }

  /** Makes them unsent again, as if they had never been taken back. */
  async restore(id: string): Promise<void> {
    const { vault, putBack } = this.#context;
    const entries = await vault.discards.restore(id);
    const [first] = entries;
    if (!first) return;
    putBack(first.name, entries);
    await this.#remakeRow(first.name);
  }

  /** What was taken back of a record, as it is stored. */
  async asideOf(name: EntityKey): Promise<readonly StoredDiscard[]> {
    return (await this.#context.vault.discards.all()).filter((each) => each.name === name);
  }

  /**
   * Puts others in the place of a record's stored unsent edits and of those that were taken back, in every tab; false where
   * another tab did something with them.
   */
  async exchange(
    name: EntityKey,
    edits: readonly Edit[],
    instead: readonly OutboxEntry[],
    aside: readonly StoredDiscard[],
    relay: Folded,
  ): Promise<boolean> {
    const { vault, outbox, tabs, attempts, rowSaver, putBack, now } = this.#context;
    const ids = edits.flatMap(({ id }) => id ?? []);
    const done = await vault.discards.exchange({ name, at: now(), ids, instead, aside, relay });
    if (!done) return false;
    this.#generations.set(name, done.id);
    rowSaver.forget(name);
    outbox.takenBack(edits);
    attempts.taken(name, true);
    const keys = edits.flatMap(({ key }) => key ?? []);
    tabs.tell({ type: 'edits-taken-back', name, keys, generation: done.id });
    putBack(name, done.added);
    await this.#remakeRow(name);
    return true;
  }

  /** Edits that are in the vault's outbox from now on, from elsewhere, are unsent here. */
  async adopt(name: EntityKey, entries: readonly StoredOutboxEntry[]): Promise<void> {
    this.#context.putBack(name, entries);
    await this.#remakeRow(name);
  }

  async forget(ids: readonly string[]): Promise<void> {
    await this.#context.vault.discards.forget(ids);
  }

  /** Lets go of what nobody asked for in a month. */
  async clean(): Promise<void> {
    const { vault, now } = this.#context;
    const old = (await vault.discards.all()).filter(({ at }) => now() - at > keptFor);
    if (old.length > 0) await this.forget(old.map(({ id }) => id));
  }

  async #base(name: EntityKey): Promise<readonly Uint8Array[]> {
    // A record that cannot be read is put aside when it is opened; the edits are not to wait for that.
    return baseOf(await this.#context.vault.record(name).catch(() => undefined));
  }

  async #discard(name: EntityKey, { taken, kept }: Split, at: number, relay?: Folded): Promise<void> {
    const { tabs, attempts, wanted, cancelled, rowSaver, outbox } = this.#context;
    const { id, isWhole } = await this.#store(name, taken, at, relay);
    this.#generations.set(name, id);
    const keys = taken.flatMap(({ key }) => key ?? []);
    rowSaver.forget(name);
    outbox.takenBack(taken);
    attempts.taken(name, kept.length === 0);
    cancelled(taken);
    tabs.tell({ type: 'edits-taken-back', name, keys, generation: id });
    if (isWhole) await this.#remakeRow(name);
    else wanted([name]);
  }

  #store(name: EntityKey, edits: readonly Edit[], at: number, relay?: Folded) {
    return this.#context.vault.discards.discard({
      name,
      at,
      entries: edits.map(({ entry }) => entry),
      ids: edits.flatMap(({ id }) => id ?? []),
      ...(relay && { relay }),
    });
  }

  /** The row without what was taken back; a record of which nothing is left is in no list. */
  async #remakeRow(name: EntityKey): Promise<void> {
    const { vault, outbox, rows, tellRows, tabs } = this.#context;
    const stored = await vault.record(name);
    // A part of a record makes no row: the one that is listed stays.
    if (stored?.pruned) return;
    const doc = documentOf(
      stored?.chunks ?? [],
      stored?.own ?? [],
      outbox.edits(name).map(({ update }) => update),
    );
    const row = rowOf(name, doc);
    doc.destroy();
    if (row) {
      const line = storedRow(name, row);
      await vault.saveRows([line]);
      rows.putStored([line]);
      tellRows([line]);
    } else {
      await vault.removeRow(name);
      rows.remove([name]);
      tabs.tell({ type: 'rows-gone', names: [name] });
    }
  }
}
