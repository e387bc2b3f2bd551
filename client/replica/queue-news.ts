/**
 * The state of sending, one for all tabs: each tab knows its own tries, and the leading one tells the others of its own,
 * which are those of every record that nobody has open.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { Attempt, Attempts } from './attempts.ts';
import { Listeners } from './listeners.ts';
import type { Tabs, TabNews } from './tabs.ts';

type Told = Pick<Extract<TabNews, { type: 'queue' }>, 'sending' | 'attempts'>;

export interface QueueNewsContext {
  readonly time: Time;
  readonly tabs: Tabs;
  readonly attempts: Attempts;
  /** What this tab is sending as the leader; null when another one leads. */
  readonly sending: () => readonly EntityKey[] | null;
}

const nothing: Told = { sending: [], attempts: new Map() };
const tellWithin = 100;

export class QueueNews {
  readonly changed = new Listeners();
  readonly #context: QueueNewsContext;
  #theirs = nothing;
  #soon: Cancel | null = null;

  constructor(context: QueueNewsContext) {
    this.#context = context;
  }

  isSending(name: EntityKey): boolean {
    return (this.#context.sending() ?? this.#theirs.sending).includes(name);
  }

  attempt(name: EntityKey): Attempt | undefined {
    return this.#context.attempts.of(name) ?? this.#theirs.attempts.get(name);
  }

  heard(told: Told): void {
    this.#theirs = told;
    this.changed.emit();
  }

  /** Another tab leads from now on, or none. */
  forget(): void {
    this.heard(nothing);
  }

  /** Tells the others soon, once for all that happens until then: tries come by the dozen. */
  tell(): void {
    const { time, tabs, attempts, sending } = this.#context;
    if (!tabs.any || sending() === null) return;
    this.#soon ??= time.after(tellWithin, () => {
      this.#soon = null;
      const mine = sending();
      if (mine) tabs.tell({ type: 'queue', sending: mine, attempts: attempts.all() });
    });
  }

  stop(): void {
    this.#soon?.();
  }
}
