/**
 * The unsent edits that a tab knows, by record and by their name among tabs, with a summary of each record that is
 * made again only when its edits change. Only holds; `outbox.ts` says what becomes of them.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { mostUrgent, urgencyOf } from './priority.ts';
import type { Priority } from './types.ts';
import type { OutboxEntry } from './vault.ts';

/** An unsent edit, as this tab knows it. */
export interface Edit {
  readonly entry: OutboxEntry;
  readonly update: Uint8Array;
  /** Its place among the edits that this tab's documents contain; null while no document here contains it. */
  number: number | null;
  /** This vault's id; null until its transaction completed, and for what another tab keeps in a vault of its own. */
  id: number | null;
  /** Its name among tabs; null until it is stored somewhere. */
  key: string | null;
  /** When this tab learned of it, in this machine's milliseconds. */
  readonly knownAt: number;
  writing: boolean;
  acknowledged: boolean;
  /** Whether it left this device: the relay may have it. */
  sent: boolean;
}

export interface Unsent {
  readonly edits: number;
  readonly bytes: number;
  /** When the oldest of them was made, in corrected milliseconds. */
  readonly since: number;
  /** That of the most urgent of them. */
  readonly urgency: Priority;
}

interface OfRecord {
  readonly edits: Set<Edit>;
  summary: Unsent | null;
}

export class UnsentEdits {
  readonly #byName = new Map<EntityKey, OfRecord>();
  readonly #byKey = new Map<string, Edit>();
  readonly #urgency = new WeakMap<Edit, Priority>();
  #count = 0;

  get records(): number {
    return this.#byName.size;
  }

  get count(): number {
    return this.#count;
  }

  names(): readonly EntityKey[] {
    return [...this.#byName.keys()];
  }

  has(name: EntityKey): boolean {
    return this.#byName.has(name);
  }

  /** Oldest first. */
  of(name: EntityKey): readonly Edit[] {
    return [...(this.#byName.get(name)?.edits ?? [])];
  }

  byKey(key: string): Edit | undefined {
    return this.#byKey.get(key);
  }

  summary(name: EntityKey): Unsent | undefined {
    const record = this.#byName.get(name);
    if (!record) return undefined;
    record.summary ??= this.#summarize(record.edits);
    return record.summary;
  }

  add(edit: Edit): void {
    const { name } = edit.entry;
    const record = this.#byName.get(name);
    if (record) {
      record.edits.add(edit);
      record.summary = null;
    } else {
      this.#byName.set(name, { edits: new Set([edit]), summary: null });
    }
    if (edit.key !== null) this.#byKey.set(edit.key, edit);
    this.#count++;
  }

  /** It has a name among tabs from now on. */
  named(edit: Edit, key: string): void {
    edit.key = key;
    this.#byKey.set(key, edit);
  }

  /** It lies nowhere any more. */
  unnamed(edit: Edit): void {
    this.#forgetKey(edit);
    edit.key = null;
    edit.id = null;
  }

  /** False when it was not there. */
  remove(edit: Edit): boolean {
    const { name } = edit.entry;
    const record = this.#byName.get(name);
    if (!record?.edits.delete(edit)) return false;
    record.summary = null;
    if (record.edits.size === 0) this.#byName.delete(name);
    this.#forgetKey(edit);
    this.#count--;
    return true;
  }

  /** Another may have the same name by now, in a database that was emptied. */
  #forgetKey(edit: Edit): void {
    if (edit.key !== null && this.#byKey.get(edit.key) === edit) this.#byKey.delete(edit.key);
  }

  #summarize(edits: ReadonlySet<Edit>): Unsent {
    const [first] = edits;
    let bytes = 0;
    let since = first?.entry.at ?? 0;
    const urgencies = new Set<Priority>();
    for (const edit of edits) {
      bytes += edit.update.length;
      since = Math.min(since, edit.entry.at);
      urgencies.add(this.#urgencyOf(edit));
    }
    return { edits: edits.size, bytes, since, urgency: mostUrgent([...urgencies]) };
  }

  #urgencyOf(edit: Edit): Priority {
    let urgency = this.#urgency.get(edit);
    if (!urgency) {
      const { name } = edit.entry;
      urgency = urgencyOf(name.slice(0, name.indexOf('/')), edit.update);
      this.#urgency.set(edit, urgency);
    }
    return urgency;
  }
}
