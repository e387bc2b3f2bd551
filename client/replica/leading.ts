/**
 * What only the leading tab does: catching up, sending for records that nobody has open, folding what a crash left
 * behind, and making rows again that another schema made.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Down, Follow, Up, Welcome } from '../../shared/protocol/messages.ts';
import { CatchUp } from './catch-up.ts';
import type { Documents } from './documents.ts';
import { Listeners } from './listeners.ts';
import type { Outbox } from './outbox.ts';
import type { Rows } from './rows.ts';
import type { Inflate } from '../../shared/protocol/inflate.ts';
import type { GiveTurn } from './slice.ts';
import { Sender } from './sender.ts';
import type { SenderContext } from './sender.ts';
import type { CatchUpState } from './status.ts';
import type { StorageHealth } from './storage-health.ts';
import { makeRows, takePageWith, type StorePageContext } from './store-page.ts';
import { CorruptRecord, type GoneHere, type Vault } from './vault.ts';

export interface LeadingContext extends Pick<
  SenderContext,
  'channels' | 'maxFrame' | 'tab' | 'tooLarge' | 'attempts' | 'inOrder'
> {
  readonly time: Time;
  readonly giveTurn: GiveTurn;
  readonly inflate?: Inflate | undefined;
  readonly random: Random;
  readonly vault: Vault;
  readonly rows: Rows;
  readonly outbox: Outbox;
  readonly health: StorageHealth;
  readonly documents: Documents;
  readonly fingerprint: string;
  readonly send: (message: Up) => boolean;
  readonly now: () => number;
  readonly tell: StorePageContext['tell'];
  readonly completed: (kind: string | null, at: number) => void;
  /** Lets go of records that were erased, for good. @throws VaultFailed */
  readonly erase: (gone: GoneHere) => Promise<void>;
  /** Lets go of records that went where this user does not see them. @throws VaultFailed */
  readonly leave: (names: readonly EntityKey[]) => Promise<void>;
  readonly arrived: StorePageContext['arrived'];
  /** The kinds that this device wants; all when empty. */
  readonly kinds: () => readonly string[];
}

const namesAtOnce = 500;

export class Leading {
  readonly changed = new Listeners();
  readonly sendingChanged = new Listeners();
  readonly #context: LeadingContext;
  readonly #rowContext: StorePageContext;
  readonly #sender: Sender;
  #catchUp: CatchUp | null = null;
  #stopped = false;
  #offering = false;

  constructor(context: LeadingContext) {
    this.#context = context;
    const { documents, outbox } = context;
    this.#rowContext = {
      ...context,
      unsent: (name) => outbox.edits(name).map(({ update }) => update),
      openRow: (name) => {
        const record = documents.get(name);
        return record?.isLoaded ? record.row() : undefined;
      },
      wanted: (names) => void this.#want(names),
    };
    this.#sender = new Sender({
      ...context,
      isOpenHere: (name) => documents.get(name) !== undefined,
      adopt: (name) => documents.get(name)?.adopt(),
      refresh: (name) => void this.#makeRows([name]),
    });
    this.#sender.changed.subscribe(() => this.sendingChanged.emit());
  }

  get state(): CatchUpState {
    return this.#catchUp?.state ?? { kind: 'idle', done: 0, total: 0, problem: null };
  }

  /** Reads where an earlier leader stopped. @throws VaultFailed */
  async start(): Promise<void> {
    const { vault } = this.#context;
    const meta = await vault.meta();
    // Rows that are yet to come will be of this schema; those that are there are made again by `tidy`.
    if (meta.cursor === 0) await vault.saveMeta({ schema: this.#context.fingerprint });
    this.#catchUp = new CatchUp(
      {
        ...this.#context,
        takePage: takePageWith(this.#rowContext),
        withhold: (kinds) => vault.withhold(kinds),
        erase: (gone) => this.#context.erase(gone),
        leave: (names) => this.#context.leave(names),
        beginAgain: () => vault.saveMeta({ cursor: 0 }),
        completed: (kind, at) => {
          this.#context.completed(kind, at);
          if (kind === null) void this.#offer();
        },
      },
      meta,
    );
    this.#catchUp.changed.subscribe(() => this.changed.emit());
  }

  follow(): Follow | undefined {
    return this.#catchUp?.follow();
  }

  /** In the background after the start: nothing that the page waits for. `broken` are rows that could not be read. */
  async tidy(broken: readonly EntityKey[]): Promise<void> {
    const { vault, documents, outbox, fingerprint } = this.#context;
    try {
      for (const name of await vault.journals()) if (!this.#stopped) await documents.foldLeftover(name);
      // Folding may have found records that cannot be read.
      void this.#want([]);
      await this.#makeRows([...broken, ...outbox.names()]);
      const meta = await vault.meta();
      if (meta.schema === fingerprint) return;
      let after = '';
      while (!this.#stopped) {
        const names = await vault.recordNames(after, namesAtOnce);
        const last = names.at(-1);
        if (!last) break;
        await this.#makeRows(names);
        after = last;
      }
      await vault.saveMeta({ schema: fingerprint });
      this.#context.health.succeeded('tidy');
    } catch (error) {
      // Nothing is lost by it: the next start finds the same work.
      this.#context.health.failed('tidy', error);
    }
  }

  connected({ epoch, schema }: Welcome, following: boolean): void {
    const former = this.#catchUp?.follow().epoch ?? '';
    this.#catchUp?.connected(epoch, schema, following);
    // What is unsent may build on what another store does not have: it goes up together with that (rule RESTORE-5).
    if (former !== '' && former !== epoch) void this.#want(this.#context.outbox.names());
    this.#sender.start();
    void this.#want([]);
  }

  /** The relay says nothing of these kinds on this connection. */
  withheld(kinds: readonly string[]): void {
    this.#catchUp?.withheld(kinds);
    this.#sender.withheld(kinds);
  }

  /** Records were erased at the relay. */
  erased(gone: GoneHere): void {
    this.#sender.erased(gone.names);
    this.#catchUp?.erased(gone);
  }

  /** Records went where this user does not see them. */
  left(names: readonly EntityKey[]): void {
    this.#sender.erased(names);
    this.#catchUp?.left(names);
  }

  /** Everything is to be asked for again, once `work` is done; no page is stored before that. */
  sweep(work: () => Promise<void>): void {
    this.#catchUp?.sweep(work);
  }

  /** Other kinds are wanted: `more` when there are some among them that did not come until now. */
  choose(more: boolean): void {
    this.#catchUp?.choose(more);
  }

  lost(): void {
    this.#catchUp?.lost();
    this.#sender.stop();
  }

  heard(message: Down): void {
    if (message.type === 'page') this.#catchUp?.page(message);
    else if (message.type === 'changed') this.#catchUp?.want(null);
  }

  /** Sends and fetches everything, or one kind. */
  syncNow(kind: string | null): void {
    this.#catchUp?.want(kind);
    this.#sender.look();
  }

  sending(): readonly EntityKey[] {
    return this.#sender.sending();
  }

  retry(name?: EntityKey): void {
    this.#sender.retry(name);
  }

  /** A record was given back in some tab. */
  released(): void {
    void this.#want([]);
  }

  stop(): void {
    this.#stopped = true;
    this.lost();
    this.#catchUp = null;
  }

  /** These, or whatever the vault has noted. */
  async #want(names: readonly EntityKey[]): Promise<void> {
    this.#sender.want(names);
    try {
      const { vault } = this.#context;
      if (names.length > 0) await vault.want(names);
      else this.#sender.want(await vault.wanted());
    } catch (error) {
      this.#context.health.failed('wanted', error);
    }
  }

  /**
   * Everything came of a store that took the place of another: what is here of that one only is offered to it (rule RESTORE-5).
   * Cut short, it is done after the next round.
   */
  async #offer(): Promise<void> {
    const { vault, health } = this.#context;
    if (this.#offering) return;
    this.#offering = true;
    try {
      const { offers, epoch } = await vault.meta();
      if (!offers) return;
      let after = '';
      while (!this.#stopped) {
        const names = await vault.recordNames(after, namesAtOnce);
        const last = names.at(-1);
        if (last === undefined) break;
        after = last;
        const elsewhere: EntityKey[] = [];
        for (const name of names) if (await this.#isElsewhere(name, epoch)) elsewhere.push(name);
        if (elsewhere.length > 0) await this.#want(elsewhere);
      }
      if (!this.#stopped) await vault.saveMeta({ offers: false });
      health.succeeded('offer');
    } catch (error) {
      health.failed('offer', error);
    } finally {
      this.#offering = false;
    }
  }

  /** Whether what is here of a record came from another store alone. One that was let go of cannot be offered. */
  async #isElsewhere(name: EntityKey, epoch: string): Promise<boolean> {
    try {
      const stored = await this.#context.vault.record(name);
      return stored !== undefined && stored.epoch !== epoch && stored.chunks.length + stored.own.length > 0;
    } catch (error) {
      if (!(error instanceof CorruptRecord)) throw error;
      await this.#context.vault.quarantine(name);
      return true;
    }
  }

  async #makeRows(names: readonly EntityKey[]): Promise<void> {
    try {
      await makeRows(this.#rowContext, names);
    } catch (error) {
      this.#context.health.failed('rows', error);
    }
  }
}
