/**
 * The other people of the shop who use this device. Each has databases of their own, whose person may not come back for
 * months: whoever hears that records were erased lets go of them there, too (rule ERASE-10). A page of theirs that is open
 * is told instead, and does it itself. What cannot be opened now is tried at the next start.
 */
import { parseUser } from '../../shared/lib/ids.ts';
import { eraseFiles } from './files/erase-files.ts';
import { filesName, openFileVault } from './files/open-file-vault.ts';
import { Journals } from './journal.ts';
import { openVault, vaultName } from './open-vault.ts';
import type { ReplicaOptions } from './options.ts';
import { Tabs } from './tabs.ts';
import type { GoneHere, Vault } from './vault.ts';

export interface OthersContext extends Pick<
  ReplicaOptions,
  'device' | 'shop' | 'time' | 'indexedDB' | 'IDBKeyRange' | 'locks' | 'BroadcastChannel'
> {
  readonly user: { readonly id: string };
  /** All that this person's database knows to be erased. */
  readonly erased: () => Promise<GoneHere>;
}

type Where = Omit<OthersContext, 'erased'>;

export class OthersHere {
  readonly #context: OthersContext;
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(context: OthersContext) {
    this.#context = context;
  }

  /** Something was erased, or the page begins. */
  look(): void {
    const before = this.#working;
    const work = async (): Promise<void> => {
      await before;
      if (!this.#stopped) await this.#look();
    };
    // Nothing depends on it: whoever connects hears of it anyway.
    this.#working = work().catch(() => undefined);
  }

  /** Resolves when nothing of it is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #look(): Promise<void> {
    const { erased, ...where } = this.#context;
    const { indexedDB, locks, user } = where;
    // Without locks nobody can tell whether a page of theirs is open; not every browser lists its databases.
    if (!indexedDB || !locks || typeof indexedDB.databases !== 'function') return;
    const gone = await erased();
    if (gone.names.length === 0 && gone.files.length === 0) return;
    const databases = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    const all = vaultName({ ...where, user: { id: '' } });
    const people = databases.flatMap((name) =>
      name.startsWith(all) ? (parseUser(name.slice(all.length)) ?? []) : [],
    );
    for (const id of people) {
      if (id !== user.id) await eraseOf({ ...where, user: { id } }, gone, databases).catch(() => undefined);
    }
  }
}

/**
 * Under the lock of who leads for them: none of their pages leads meanwhile. One that begins then has read what was there
 * before, and is told as well.
 */
async function eraseOf(theirs: Where, gone: GoneHere, databases: readonly string[]): Promise<void> {
  const prefix = vaultName(theirs);
  await theirs.locks?.request(`${prefix}/leader`, { ifAvailable: true }, async (lock) => {
    if (!lock) return tellTheirPage(theirs, gone);
    const vault = await openVault(theirs, theirs.time);
    try {
      if (vault.durable && (await eraseFrom(vault, theirs, gone, databases))) tellTheirPage(theirs, gone);
    } finally {
      await vault.close();
    }
  });
}

/** Whether anything of it was news there. */
async function eraseFrom(
  vault: Vault,
  theirs: Where,
  gone: GoneHere,
  databases: readonly string[],
): Promise<boolean> {
  // Also of what is erased there already: a journal that could not be deleted then is tried again.
  const journals = new Journals(vaultName(theirs), theirs.time, theirs.indexedDB);
  for (const name of gone.names) {
    if (journals.among(databases, name).length === 0) continue;
    if (await journals.deleteAmong(databases, name)) await vault.forgetJournal(name);
  }
  const news = without(gone, await vault.erased());
  if (news.names.length === 0 && news.files.length === 0) return false;
  if (databases.includes(filesName(theirs))) {
    const files = await openFileVault(theirs, theirs.time);
    try {
      await eraseFiles(files, news);
    } finally {
      await files.close();
    }
  }
  // Last: what else of it is there is not looked at again.
  await vault.erase(news);
  return true;
}

function tellTheirPage(theirs: Where, gone: GoneHere): void {
  const tabs = new Tabs(theirs, vaultName(theirs), () => undefined);
  tabs.tell({ type: 'erased-elsewhere', ...gone });
  tabs.close();
}

/** What of `gone` is not among `known`. */
export function without(gone: GoneHere, known: GoneHere): GoneHere {
  const [names, files] = [new Set(known.names), new Set(known.files)];
  return {
    names: gone.names.filter((name) => !names.has(name)),
    files: gone.files.filter((id) => !files.has(id)),
  };
}
