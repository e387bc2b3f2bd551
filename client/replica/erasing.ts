/**
 * Records that the relay erased (rule ERASE-6): lists, documents that are open, unsent edits, what was taken back and journals of
 * them go from this device, in every tab, and do not come back. Only that they were erased is kept.
 */
import { parseEntityKey, parseFileId, type EntityKey } from '../../shared/lib/ids.ts';
import type { ErasedRecords } from '../../shared/protocol/messages.ts';
import type { Attempts } from './attempts.ts';
import type { Documents } from './documents.ts';
import type { Journals } from './journal.ts';
import type { Leading } from './leading.ts';
import { Listeners } from './listeners.ts';
import { without } from './others-here.ts';
import type { Outbox } from './outbox.ts';
import type { Refusals } from './refusals.ts';
import type { RowSaver } from './row-saver.ts';
import type { Rows } from './rows.ts';
import type { StorageHealth } from './storage-health.ts';
import type { GoneHere, Vault } from './vault.ts';

export interface ErasingContext {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly documents: Documents;
  readonly journals: Journals;
  /** The record's present generation of journals. */
  readonly generation: (name: EntityKey) => Promise<string>;
  readonly attempts: Attempts;
  readonly refusals: Refusals;
  readonly rows: Rows;
  readonly rowSaver: RowSaver;
  readonly health: StorageHealth;
  readonly leading: () => Pick<Leading, 'erased'> | null;
  /** Resolves when the outbox was read. */
  readonly outboxRead: Promise<unknown>;
  /** Tells the other tabs. */
  readonly tell: (gone: GoneHere) => void;
}

export class Erasing {
  /** Something was erased: who keeps anything of it elsewhere lets go of it, too. */
  readonly changed = new Listeners();
  readonly #context: ErasingContext;
  readonly #known = new Set<EntityKey>();

  constructor(context: ErasingContext) {
    this.#context = context;
  }

  /** Names come from outside: those that are none are passed over. */
  read({ names, files }: Pick<ErasedRecords, 'names' | 'files'>): GoneHere {
    return {
      names: names.filter((name) => parseEntityKey(name)) as EntityKey[],
      files: files.flatMap((id) => parseFileId(id) ?? []),
    };
  }

  /** The relay erased records. What only the leading tab does to them it does in the order of pages. */
  told(gone: GoneHere): void {
    const { leading, health } = this.#context;
    this.drop(gone);
    const leads = leading();
    if (leads) leads.erased(gone);
    else void health.watch('erase', this.erase(gone));
  }

  /** Nothing of them is shown or sent by this tab any more. */
  drop({ names }: GoneHere): void {
    const { outbox, attempts, refusals, rows, rowSaver, documents, health } = this.#context;
    for (const name of names) {
      const edits = outbox.edits(name);
      const isNews = !this.#known.has(name);
      this.#known.add(name);
      rowSaver.forget(name);
      refusals.erased(name, edits.length > 0);
      if (edits.length > 0) outbox.takenBack(edits);
      attempts.taken(name, true);
      const open = documents.get(name);
      // One that begins anew is told the same once more, and then has nothing that could go.
      if (!open || (!isNews && edits.length === 0 && open.doc.store.clients.size === 0)) continue;
      this.#beginAnew(name).catch((error: unknown) => health.failed('erase', error));
    }
    rows.erase(names);
  }

  /** Somebody wrote on in what was erased: it goes from every tab that took it in. */
  writtenOn(names: readonly EntityKey[]): void {
    const gone = { names, files: [] };
    this.drop(gone);
    this.#context.tell(gone);
  }

  /** Who holds the record holds an empty one from here on. */
  async #beginAnew(name: EntityKey): Promise<void> {
    const { documents, rows, rowSaver } = this.#context;
    const resume = await documents.suspend(name);
    rowSaver.forget(name);
    rows.remove([name]);
    resume();
  }

  /** Resolves when nothing of them is in this device's databases. @throws VaultFailed */
  async erase(gone: GoneHere): Promise<void> {
    const { vault, documents, tell } = this.#context;
    this.drop(gone);
    await vault.erase(gone);
    // What was shown, or stored by a tab that had not heard, while that went on.
    this.drop(gone);
    const names = new Set<string>(gone.names);
    for (const name of await vault.journals()) if (names.has(name)) await documents.foldLeftover(name);
    await this.#deleteEarlier(gone.names);
    tell(gone);
    this.changed.emit();
  }

  /** At each start: journals that something else held when their records were erased. */
  async tidy(): Promise<void> {
    await this.#deleteEarlier((await this.#context.vault.erased()).names);
  }

  /** Journals of earlier generations hold what was taken back; the present one is folded. */
  async #deleteEarlier(names: readonly EntityKey[]): Promise<void> {
    const { journals, generation } = this.#context;
    const databases = await journals.list();
    for (const name of names) {
      if (journals.among(databases, name).length === 0) continue;
      await journals.deleteAmong(databases, name, await generation(name));
    }
  }

  /** A colleague on this device heard of it first, and tells all that they ever heard. */
  async heardElsewhere(told: GoneHere): Promise<void> {
    const { vault, outboxRead } = this.#context;
    // What is still being read would come back.
    await outboxRead;
    const gone = this.read(told);
    const news = without(gone, await vault.erased());
    if (news.names.length > 0 || news.files.length > 0) this.told(news);
    // They may have taken the others out of the database while this page began, which had read them before.
    const { names, files } = without(gone, news);
    const late = names.filter((name) => !this.#known.has(name));
    if (late.length > 0) await this.heard({ names: late, files });
  }

  /** Whoever has not said yet that they know of it is told what was lost, on this page or one before. @throws VaultFailed */
  async tellLost(): Promise<void> {
    const { vault, refusals } = this.#context;
    for (const name of await vault.lostToErasure()) refusals.erased(name, true);
  }

  /** They know. */
  known(name: EntityKey): void {
    const { vault, health } = this.#context;
    void health.watch('erase', vault.knowsOfLoss(name));
  }

  /** Another tab heard of it, and has taken it out of the database that they share, if they do. */
  async heard(gone: GoneHere): Promise<void> {
    this.drop(gone);
    if (!this.#context.vault.durable) await this.#context.vault.erase(gone);
    this.changed.emit();
  }
}
