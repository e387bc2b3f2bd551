/** "Sync now": connects at once, sends and fetches all, a kind or one record, and says when it is done or why it cannot be (row S2). */
import type { Random } from '../../shared/lib/random.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { entityKey, freshEntityId, type EntityName } from '../../shared/lib/ids.ts';
import type { Attempts } from './attempts.ts';
import type { Documents } from './documents.ts';
import type { Leading } from './leading.ts';
import type { Listeners } from './listeners.ts';
import type { Outbox } from './outbox.ts';
import type { Tabs, TabNews } from './tabs.ts';
import type { SyncProblem } from './types.ts';
import type { Wire } from './wire.ts';

/** Why a sync that was asked for did not come to its end. */
export class SyncFailed extends Error {
  override readonly name = 'SyncFailed';
  readonly problem: SyncProblem | { readonly kind: 'offline' } | { readonly kind: 'timeout' };
  constructor(problem: SyncFailed['problem']) {
    super(`could not sync: ${problem.kind}`);
    this.problem = problem;
  }
}

export interface SyncNowContext {
  readonly time: Time;
  readonly random: Random;
  readonly wire: Wire;
  readonly outbox: Outbox;
  readonly documents: Documents;
  readonly attempts: Attempts;
  readonly tabs: Tabs;
  readonly statusChanged: Listeners;
  readonly leading: () => Leading | null;
}

const patience = 60_000;

/** What else decides about what is waited for, beside the status. */
interface Watched {
  readonly listenTo?: (look: () => void) => Cancel;
  readonly problem?: () => SyncFailed['problem'] | null;
}

export class SyncNow {
  readonly #context: SyncNowContext;
  readonly #asked = new Map<string, (ok: boolean) => void>();

  constructor(context: SyncNowContext) {
    this.#context = context;
  }

  /** @throws SyncFailed */
  async run(kind: string | null): Promise<void> {
    const { wire, leading, outbox } = this.#context;
    wire.tryNow();
    await this.#until(() => wire.state.kind === 'online');
    const leads = leading();
    if (leads) {
      leads.syncNow(kind);
      await this.#until(() => leads.state.kind === 'idle');
    } else {
      await this.#askLeader(kind);
    }
    await this.#until(() => outbox.pending.edits === 0);
  }

  /**
   * One record alone, both ways and from any tab: what the relay has of it is here afterwards, and what was unsent of it is
   * on the relay's disk. Other records have no part in it. @throws SyncFailed
   */
  async runRecord(name: EntityName): Promise<void> {
    const { wire, outbox, documents, attempts } = this.#context;
    const key = entityKey(name);
    wire.tryNow();
    await this.#until(() => wire.state.kind === 'online');
    const open = documents.open(name);
    try {
      // One that was turned away before is asked for again; what it was turned away with counts only if it comes again.
      documents.get(key)?.reconnect();
      const before = attempts.of(key);
      const turnedAway = (): SyncFailed['problem'] | null => {
        const attempt = attempts.of(key);
        if (!attempt || attempt.reason === before?.reason) return null;
        return attempt.reason.kind === 'refused' ? { kind: 'relay', code: attempt.reason.code } : null;
      };
      const listenTo = (look: () => void): Cancel => open.subscribe(look);
      await this.#until(() => open.live && outbox.edits(key).length === 0, { listenTo, problem: turnedAway });
    } finally {
      open.close();
    }
  }

  askedByTab({ request, kind }: Extract<TabNews, { type: 'sync-now' }>): void {
    const { leading, tabs } = this.#context;
    if (!leading()) return;
    this.run(kind).then(
      () => tabs.tell({ type: 'sync-done', request, ok: true }),
      () => tabs.tell({ type: 'sync-done', request, ok: false }),
    );
  }

  answeredByTab({ request, ok }: Extract<TabNews, { type: 'sync-done' }>): void {
    this.#asked.get(request)?.(ok);
  }

  #askLeader(kind: string | null): Promise<void> {
    const { tabs, time, random } = this.#context;
    const request: string = freshEntityId(time.now(), random);
    return new Promise((resolve, reject) => {
      const finish = (problem: SyncFailed['problem'] | null): void => {
        cancel();
        this.#asked.delete(request);
        if (problem) reject(new SyncFailed(problem));
        else resolve();
      };
      const cancel = time.after(patience, () => finish({ kind: 'timeout' }));
      this.#asked.set(request, (ok) => finish(ok ? null : { kind: 'offline' }));
      tabs.tell({ type: 'sync-now', request, kind });
    });
  }

  #until(isDone: () => boolean, { listenTo, problem: further }: Watched = {}): Promise<void> {
    const { statusChanged, time } = this.#context;
    return new Promise((resolve, reject) => {
      let unsubscribe: Cancel | undefined;
      let ignore: Cancel | undefined;
      let cancel: Cancel | undefined;
      const finish = (problem: SyncFailed['problem'] | null): void => {
        unsubscribe?.();
        ignore?.();
        cancel?.();
        if (problem) reject(new SyncFailed(problem));
        else resolve();
      };
      const look = (): void => {
        if (isDone()) return finish(null);
        const problem = this.#problem() ?? further?.() ?? null;
        if (problem) finish(problem);
      };
      unsubscribe = statusChanged.subscribe(look);
      ignore = listenTo?.(look);
      cancel = time.after(patience, () => finish({ kind: 'timeout' }));
      look();
    });
  }

  #problem(): SyncFailed['problem'] | null {
    const { wire, leading } = this.#context;
    if (wire.state.kind === 'offline') return { kind: 'offline' };
    if (wire.state.kind === 'refused') return wire.state.problem;
    return wire.state.kind === 'online' ? (leading()?.state.problem ?? null) : null;
  }
}
