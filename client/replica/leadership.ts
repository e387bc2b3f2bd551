/**
 * Who catches up: this tab, while it leads, or another one, which tells how far it is. Gives the leading tab its work when it is
 * gained, and takes it away when it is lost.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Welcome } from '../../shared/protocol/messages.ts';
import { kinds as allKinds } from '../../shared/schema/kinds.ts';
import type { DeviceNews } from './device-news.ts';
import type { Discards } from './discards.ts';
import type { Erasing } from './erasing.ts';
import { isChosenKind } from './keeping/choice.ts';
import type { Keeping } from './keeping/keeping.ts';
import type { LastSync } from './last-sync.ts';
import { Leader } from './leader.ts';
import { Leading, type LeadingContext } from './leading.ts';
import type { Listeners } from './listeners.ts';
import type { Numbers } from './numbers.ts';
import type { ReplicaOptions } from './options.ts';
import type { QueueNews } from './queue-news.ts';
import type { Rows } from './rows.ts';
import type { SeenLocations } from './seen-locations.ts';
import type { CatchUpState } from './status.ts';
import type { TabNews, Tabs } from './tabs.ts';
import type { Vault, VaultMeta } from './vault.ts';
import type { Wire } from './wire.ts';

/** What it is made of is made later than itself. */
export interface LeadershipContext {
  readonly locks: ReplicaOptions['locks'];
  /** Of the lock. */
  readonly name: string;
  readonly vault: Vault;
  readonly wire: Wire;
  readonly tabs: Tabs;
  readonly rows: Rows;
  /** Resolves with those that could not be read, when lists are loaded. */
  readonly rowsRead: Promise<readonly EntityKey[]>;
  readonly lastSync: LastSync;
  readonly keeping: Keeping;
  readonly numbers: Numbers;
  readonly deviceNews: DeviceNews;
  readonly queueNews: QueueNews;
  readonly discards: Discards;
  readonly erasing: Erasing;
  readonly locations: SeenLocations;
  readonly statusChanged: Listeners;
  /** Notes something for the next start. */
  readonly keep: (change: Partial<VaultMeta>) => void;
  readonly leading: Omit<LeadingContext, 'completed'>;
}

export class Leadership {
  readonly #context: LeadershipContext;
  readonly #leader: Leader;
  #current: Leading | null = null;
  /** How far another tab is that leads. */
  #elsewhere: CatchUpState = { kind: 'idle', done: 0, total: 0, problem: null };
  /** The kinds that the relay withholds on this connection, as soon as it said so. */
  #withheld: readonly string[] | null = null;
  #ready: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(context: LeadershipContext) {
    const { locks, name } = context;
    this.#context = context;
    this.#leader = new Leader(locks, name, {
      gained: () => {
        this.#ready = this.#lead().catch((error: unknown) => context.leading.health.failed('lead', error));
      },
      lost: () => this.#lost(),
    });
  }

  /** What this tab does as the one that leads; null while it does not. */
  get current(): Leading | null {
    return this.#current;
  }

  /** How far catching up is, here or in the tab that leads. */
  get catchUp(): CatchUpState {
    return this.#current?.state ?? this.#elsewhere;
  }

  /** Resolves when it is known who leads, and this tab does if it is the one. */
  async start(): Promise<void> {
    await this.#leader.start();
    await this.#ready;
    if (!this.#leader.leads) this.#context.tabs.tell({ type: 'who-leads' });
  }

  stop(): void {
    this.#stopped = true;
    this.#current?.stop();
    this.#current = null;
    this.#leader.stop();
  }

  /** The relay welcomed this tab. */
  connected(welcome: Welcome, following: boolean): void {
    this.#withheld = null;
    this.#current?.connected(welcome, following);
  }

  /** The relay says what it withholds on this connection. */
  withhold(kinds: readonly string[]): void {
    const { rows, vault, leading, statusChanged } = this.#context;
    this.#withheld = kinds;
    const shownAgain = rows.withhold(kinds);
    this.#current?.withheld(kinds);
    // The leading tab may have fetched them before this one heard that it may show them.
    if (shownAgain.length > 0) {
      rows.loadKinds(vault, shownAgain).catch((error: unknown) => leading.health.failed('rows', error));
    }
    statusChanged.emit();
  }

  /** Tells the other tabs how far this one is, if it leads. */
  tell(): void {
    const { tabs, lastSync } = this.#context;
    if (this.#current && tabs.any)
      tabs.tell({ type: 'leading', catchUp: this.#current.state, ...lastSync.told });
  }

  /** Another tab leads, and told how far it is. */
  heard(news: Extract<TabNews, { type: 'leading' }>): void {
    this.#elsewhere = news.catchUp;
    this.#context.lastSync.heard(news);
    this.#context.statusChanged.emit();
  }

  async #lead(): Promise<void> {
    const { wire, rowsRead, erasing, keeping, discards, locations, numbers, deviceNews } = this.#context;
    const { queueNews, statusChanged, leading } = this.#context;
    const { health } = leading;
    const mine = new Leading({ ...leading, completed: (kind, at) => this.#completed(kind, at) });
    await mine.start();
    if (this.#stopped || !this.#leader.leads) return mine.stop();
    this.#current = mine;
    mine.changed.subscribe(() => {
      this.tell();
      statusChanged.emit();
    });
    mine.sendingChanged.subscribe(() => queueNews.changed.emit());
    if (wire.state.kind === 'online') {
      if (this.#withheld) mine.withheld(this.#withheld);
      mine.connected(wire.state.welcome, false);
      numbers.look();
      deviceNews.begin();
    }
    void rowsRead.then((broken) => mine.tidy(broken));
    erasing.tidy().catch((error: unknown) => health.failed('erase', error));
    keeping.soon();
    discards.clean().catch((error: unknown) => health.failed('read', error));
    statusChanged.emit();
    await locations.leads();
  }

  #lost(): void {
    const { queueNews, tabs, statusChanged } = this.#context;
    this.#current?.stop();
    this.#current = null;
    queueNews.forget();
    tabs.tell({ type: 'who-leads' });
    statusChanged.emit();
  }

  /** Everything of a kind came, or of all that this device wants. */
  #completed(kind: string | null, at: number): void {
    const { lastSync, keeping, deviceNews, keep, statusChanged } = this.#context;
    const all = [...lastSync.byKind.keys(), ...allKinds.keys()].filter(
      (each) => !this.#withheld?.includes(each) && isChosenKind(each, keeping.settings),
    );
    lastSync.completed(kind === null ? all : [kind], kind === null, at);
    deviceNews.look();
    keeping.soon();
    keep(lastSync.told);
    this.tell();
    statusChanged.emit();
  }
}
