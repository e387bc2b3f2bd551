/**
 * Brings the whole shop to this device, in the leading tab only: while one page is being stored the next is made ready and
 * one more is on its way, and the cursor moves in the same transaction as what it covers. Never runs twice at once (row S6): whatever
 * is asked for meanwhile is done when the present round is.
 */
import { backoff } from '../../shared/lib/backoff.ts';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Cancel } from '../../shared/lib/time.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import type { Follow, Page } from '../../shared/protocol/messages.ts';
import { inflatePageBody } from '../../shared/protocol/page-body.ts';
import type { CatchUpContext } from './catch-up-context.ts';
import { begun, bringsNews, counted, type Round } from './catch-up-round.ts';
import { Listeners } from './listeners.ts';
import { makeReady, type ArrivedPage, type ReadyPage } from './ready-page.ts';
import type { CatchUpState } from './status.ts';
import type { GoneHere, VaultMeta } from './vault.ts';

/** So many pages may be in memory before the next one is asked for: one being stored, one being made ready, one being inflated. */
const mostUnstored = 3;
const retryBounds = { first: 500, cap: 15_000 };
/** Between two rounds, so that a shop at work is fetched a few times a second and not for every key. */
const restBetween = 50;

export class CatchUp {
  readonly changed = new Listeners();
  readonly #context: CatchUpContext;
  #epoch: string;
  #cursor: number;
  #withheld: readonly string[];
  #schema = '';
  #online = false;
  #round: Round | null = null;
  readonly #wanted = new Set<string | null>();
  #problem: CatchUpState['problem'] = null;
  #attempt = 0;
  #timer: Cancel | null = null;
  /** Pages are made ready one after another, and stored one after another. */
  #taking: Promise<unknown> = Promise.resolve();
  #storing: Promise<void> = Promise.resolve();
  /** Kinds were chosen that lie before the cursor: everything is to be asked for again, and that is being made ready. */
  #beginsAgain = false;
  #beginning = false;
  /** Counts connections: a page of an older one is dropped. */
  #connection = 0;

  constructor(
    context: CatchUpContext,
    { epoch, cursor, withheld }: Pick<VaultMeta, 'epoch' | 'cursor' | 'withheld'>,
  ) {
    this.#context = context;
    this.#epoch = epoch;
    this.#cursor = cursor;
    this.#withheld = withheld;
  }

  get state(): CatchUpState {
    const { done = 0, total = 0, byKind = {} } = this.#round ?? {};
    const kind = this.#problem ? 'failed' : this.#round || this.#wanted.size > 0 ? 'receiving' : 'idle';
    return { kind, done, total, byKind, problem: this.#problem };
  }

  follow(): Follow {
    return { epoch: this.#epoch, cursor: this.#cursor, kinds: this.#context.kinds() };
  }

  /** A connection begins; `following` when its hello asked for the first page. */
  connected(epoch: string, schema: string, following: boolean): void {
    this.#online = true;
    this.#connection++;
    this.#schema = schema;
    // The relay reads another store than the one the cursor is of: everything again; unsent edits are kept apart.
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#cursor = 0;
    }
    if (following) {
      this.#round = {
        ...begun(null),
        awaiting: true,
        ...((this.#beginsAgain || this.#beginning) && { ends: 'void' as const }),
      };
      this.changed.emit();
    } else {
      this.want(null);
    }
  }

  /**
   * What the relay withholds on this connection. What is here of it goes. What was withheld before and is not any more lies
   * before the cursor, so everything is asked for again: most of it is here already and is passed over.
   */
  withheld(kinds: readonly string[]): void {
    const before = this.#withheld;
    if (kinds.length === 0 && before.length === 0) return;
    this.#withheld = kinds;
    this.#storing = this.#withhold(this.#storing, kinds);
    if (before.every((kind) => kinds.includes(kind))) return;
    this.#cursor = 0;
    if (this.#round) this.#round.ends = 'void';
  }

  /** Other kinds are wanted from now on; `more` when some of them are passed over until now, and lie before the cursor. */
  choose(more: boolean): void {
    if (more) {
      this.#beginsAgain = true;
      if (this.#round) this.#round.ends = 'void';
    }
    this.want(null);
  }

  /** In its turn: a page that is being stored moves the cursor first. */
  async #begin(before: Promise<void>): Promise<void> {
    const { beginAgain, health } = this.#context;
    await before;
    this.#cursor = 0;
    try {
      await beginAgain();
      health.succeeded('begin-again');
    } catch (error) {
      health.failed('begin-again', error);
    }
    this.#beginning = false;
    if (this.#online && !this.#round) this.#next();
  }

  lost(): void {
    this.#online = false;
    this.#connection++;
    this.#round = null;
    this.#problem = null;
    this.#wanted.clear();
    this.#timer?.();
    this.#timer = null;
    this.changed.emit();
  }

  /** Something moved, or somebody asks: everything, or one kind. */
  want(kind: string | null): void {
    if (!this.#online) return;
    this.#wanted.add(kind);
    if (!this.#round && !this.#timer) this.#next();
    this.changed.emit();
  }

  page(page: Page): void {
    const round = this.#round;
    if (!round?.awaiting) return;
    round.awaiting = false;
    if (round.ends) {
      this.#round = null;
      if (round.ends === 'void') this.want(null);
      else if (!this.#timer) this.#next();
      return;
    }
    round.unstored++;
    round.total = Math.max(round.total, round.arrived + page.remaining);
    round.arrived += page.count;
    // The next page travels while this one is inflated, made ready and stored.
    if (page.more && round.unstored < mostUnstored) this.#ask(round, page.cursor);
    else if (page.more) round.wants = page.cursor;
    const connection = this.#connection;
    const isStale = (): boolean =>
      connection !== this.#connection || this.#round !== round || round.ends !== undefined;
    const { inflate } = this.#context;
    const taken = {
      round,
      page,
      plain: inflatePageBody(page.body, { ...(inflate && { inflate }) }),
      isStale,
    };
    const ready = this.#take(this.#taking, taken);
    this.#taking = ready;
    // In its place from now on: what the relay says behind it is done behind it.
    this.#storing = this.#store(this.#storing, taken, ready);
  }

  /** These were erased. No page behind it is stored, and the cursor does not move, before they are gone from here. */
  erased(gone: GoneHere): void {
    this.#storing = this.#letGo(this.#storing, () => this.#context.erase(gone));
  }

  /** The same of these, which went where this user does not see them. */
  left(names: readonly EntityKey[]): void {
    this.#storing = this.#letGo(this.#storing, () => this.#context.leave(names));
  }

  /** What may be seen is another part of the shop: once `work` let go of what may not, everything is asked for again. */
  sweep(work: () => Promise<void>): void {
    this.#storing = this.#letGo(this.#storing, work);
    this.choose(true);
  }

  async #letGo(before: Promise<void>, letGo: () => Promise<void>): Promise<void> {
    const { health } = this.#context;
    await before;
    const connection = this.#connection;
    for (;;) {
      try {
        await letGo();
        health.succeeded('erase');
        return;
      } catch (error) {
        health.failed('erase', error);
      }
      await this.#pause();
      // Whoever connects next is told again, since no page was stored behind it.
      if (connection !== this.#connection) return;
    }
  }

  /** In its turn: no page that came before may bring back what goes. */
  async #withhold(before: Promise<void>, kinds: readonly string[]): Promise<void> {
    const { withhold, health } = this.#context;
    await before;
    try {
      await withhold(kinds);
      health.succeeded('withhold');
    } catch (error) {
      // The next connection tries again.
      health.failed('withhold', error);
    }
  }

  async #take(before: Promise<unknown>, taken: TakenPage): Promise<ReadyPage | undefined> {
    await before;
    const ready = await makeReady(taken, this.#schema, this.#context);
    if (ready === 'malformed') this.#fail(taken.round);
    return typeof ready === 'object' ? ready : undefined;
  }

  async #store(
    before: Promise<void>,
    { round, page, isStale }: TakenPage,
    taking: Promise<ReadyPage | undefined>,
  ): Promise<void> {
    await before;
    const ready = await taking;
    if (!ready || isStale()) return this.#drop(round);
    const { items, store } = ready;
    const { epoch } = page;
    const isAll = round.kind === null;
    const moves = isAll && { advance: { from: this.#cursor, to: page.cursor } };
    // Nothing has changed: it is written nowhere that nothing did.
    if (bringsNews(page, items, this.follow())) {
      while (!(await this.#tryStore(() => store({ epoch, ...moves })))) {
        await this.#pause();
        if (isStale()) return this.#drop(round);
      }
    }
    if (isAll && round.ends !== 'void') {
      this.#cursor = page.cursor;
      this.#epoch = epoch;
    }
    if (isStale()) return this.#drop(round);
    this.#problem = null;
    this.#attempt = 0;
    round.unstored--;
    round.done += items.length;
    round.byKind = counted(round.byKind, items);
    const { wants } = round;
    round.wants = null;
    if (wants !== null) this.#ask(round, wants);
    if (!page.more) this.#finish(round);
    this.changed.emit();
  }

  /** A page of a round that does not count any more; one that became void is begun anew, once. */
  #drop(round: Round): void {
    if (this.#round !== round || round.ends !== 'void' || round.awaiting) return;
    this.#round = null;
    this.want(null);
  }

  /** A page that cannot be stored is kept and tried again; the cursor waits for it (fault 1). */
  async #tryStore(store: () => Promise<void>): Promise<boolean> {
    const { health } = this.#context;
    try {
      await store();
      health.succeeded('page');
      return true;
    } catch (error) {
      health.failed('page', error);
      return false;
    }
  }

  #finish(round: Round): void {
    this.#round = null;
    this.#context.completed(round.kind, this.#context.now());
    // The relay tells what moves among the kinds that were asked for last; from here on that is all of them again.
    if (round.kind !== null) this.#wanted.add(null);
    if (this.#wanted.size > 0) this.#later(restBetween);
  }

  /** A page that cannot be read: told, and asked for again from the cursor that is stored, once what is on its way has come. */
  #fail(round: Round): void {
    if (round.awaiting) round.ends = 'broken';
    else this.#round = null;
    this.#problem = { kind: 'relay', code: closeCodes.malformed };
    this.#wanted.add(round.kind);
    this.#later(backoff(this.#attempt++, retryBounds, this.#context.random));
    this.changed.emit();
  }

  #later(ms: number): void {
    this.#timer?.();
    this.#timer = this.#context.time.after(ms, () => {
      this.#timer = null;
      if (this.#online && !this.#round) this.#next();
    });
  }

  #next(): void {
    if (this.#beginning) return;
    if (this.#beginsAgain) {
      this.#beginsAgain = false;
      this.#beginning = true;
      this.#storing = this.#begin(this.#storing);
      return;
    }
    // Everything includes each kind, but a kind that somebody waits for comes first.
    const kind = [...this.#wanted].sort((a, b) => Number(a === null) - Number(b === null))[0];
    if (kind === undefined) return;
    this.#wanted.delete(kind);
    this.#round = begun(kind);
    this.#ask(this.#round, this.#cursor);
  }

  #ask(round: Round, cursor: number): void {
    round.awaiting = this.#context.send({
      type: 'catch-up',
      cursor,
      kinds: round.kind === null ? this.#context.kinds() : [round.kind],
    });
  }

  #pause(): Promise<void> {
    const wait = backoff(this.#attempt++, retryBounds, this.#context.random);
    return new Promise((resolve) => {
      this.#context.time.after(wait, resolve);
    });
  }
}

/** A page that came, on its way. */
interface TakenPage extends ArrivedPage {
  readonly round: Round;
  readonly page: Page;
}
