/** What the tabs of one device and user tell each other. Messages come from the same origin, but perhaps from another version. */
import type { Counts } from './tally.ts';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Attempt } from './attempts.ts';
import type { ReplicaOptions, TabChannel } from './options.ts';
import type { OutboxNews } from './outbox.ts';
import type { CatchUpState } from './status.ts';
import type { GoneHere, StoredRow } from './vault.ts';

export type TabNews =
  | OutboxNews
  | { readonly type: 'rows'; readonly rows: readonly StoredRow[] }
  | { readonly type: 'rows-gone'; readonly names: readonly EntityKey[] }
  /** Records were erased at the relay, and are gone from the database that tabs share. */
  | ({ readonly type: 'erased' } & GoneHere)
  /** Records went where this user does not see them, and are gone from the database that tabs share; or they came back. */
  | { readonly type: 'left' | 'arrived'; readonly names: readonly EntityKey[] }
  /** A colleague, signed in on this device as well, heard of erased records first. */
  | ({ readonly type: 'erased-elsewhere' } & GoneHere)
  /** Unsent edits were taken back; `generation` is the record's from now on. */
  | {
      readonly type: 'edits-taken-back';
      readonly name: EntityKey;
      readonly keys: readonly string[];
      readonly generation: string;
    }
  /** What a tab that does not lead counted. */
  | { readonly type: 'counted'; readonly counts: Counts }
  /** How far the leading tab is. */
  | {
      readonly type: 'leading';
      readonly catchUp: CatchUpState;
      readonly lastSync: number | null;
      readonly lastSyncByKind: Readonly<Record<string, number>>;
    }
  /** What the leading tab is sending, and which of its tries did not go through. */
  | {
      readonly type: 'queue';
      readonly sending: readonly EntityKey[];
      readonly attempts: ReadonlyMap<EntityKey, Attempt>;
    }
  /** A person asks for a record, or for all of them when it is null, to be tried again. */
  | { readonly type: 'retry'; readonly name: EntityKey | null }
  /** A tab that just started wants to know how far the leading one is. */
  | { readonly type: 'who-leads' }
  | { readonly type: 'sync-now'; readonly request: string; readonly kind: string | null }
  | { readonly type: 'sync-done'; readonly request: string; readonly ok: boolean }
  /** What this device keeps was chosen anew, or a record was pinned. */
  | { readonly type: 'keeping' }
  /** A number was taken: there may be too few left. */
  | { readonly type: 'number-taken' }
  /** This tab gave a document back, perhaps with edits that are not sent. */
  | { readonly type: 'released'; readonly name: EntityKey };

/** All of them: a kind of news without a place here does not compile. */
const types: Readonly<Record<TabNews['type'], true>> = {
  counted: true,
  'edits-added': true,
  'edits-removed': true,
  'edits-sent': true,
  'edits-taken-back': true,
  erased: true,
  'erased-elsewhere': true,
  left: true,
  arrived: true,
  rows: true,
  'rows-gone': true,
  leading: true,
  'who-leads': true,
  'sync-now': true,
  'sync-done': true,
  released: true,
  queue: true,
  retry: true,
  'number-taken': true,
  keeping: true,
};

export class Tabs {
  #channel: TabChannel | null;

  constructor(
    { BroadcastChannel }: Pick<ReplicaOptions, 'BroadcastChannel'>,
    name: string,
    heard: (news: TabNews) => void,
  ) {
    this.#channel = BroadcastChannel ? new BroadcastChannel(name) : null;
    if (!this.#channel) return;
    this.#channel.addEventListener('message', ({ data }) => {
      const news = data as Partial<TabNews> | null;
      if (news?.type && Object.hasOwn(types, news.type)) heard(news as TabNews);
    });
  }

  /** Whether there may be other tabs at all. */
  get any(): boolean {
    return this.#channel !== null;
  }

  tell(news: TabNews): void {
    this.#channel?.postMessage(news);
  }

  /** What is still being stored has nobody to be told to any more. */
  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }
}
