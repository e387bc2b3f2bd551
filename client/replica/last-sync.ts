/** When this device last had everything of the relay, in corrected milliseconds: in all, and of each kind. */
import type { TabNews } from './tabs.ts';
import type { VaultMeta } from './vault.ts';

type Told = Pick<Extract<TabNews, { type: 'leading' }>, 'lastSync' | 'lastSyncByKind'>;

export class LastSync {
  #at: number | null;
  #byKind: ReadonlyMap<string, number>;

  constructor({ lastSync, lastSyncByKind }: Pick<VaultMeta, 'lastSync' | 'lastSyncByKind'>) {
    this.#at = lastSync;
    this.#byKind = new Map(Object.entries(lastSyncByKind));
  }

  get at(): number | null {
    return this.#at;
  }

  get byKind(): ReadonlyMap<string, number> {
    return this.#byKind;
  }

  /** As it is stored, and told to other tabs. */
  get told(): Told {
    return { lastSync: this.#at, lastSyncByKind: Object.fromEntries(this.#byKind) };
  }

  /** Everything of these kinds came; `inAll` when nothing else is wanted. */
  completed(kinds: readonly string[], inAll: boolean, at: number): void {
    this.#byKind = new Map([...this.#byKind, ...kinds.map((kind) => [kind, at] as const)]);
    if (inAll) this.#at = at;
  }

  /** The leading tab told. */
  heard({ lastSync, lastSyncByKind }: Told): void {
    this.#at = lastSync;
    this.#byKind = new Map(Object.entries(lastSyncByKind));
  }
}
