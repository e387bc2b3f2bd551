import type { DeadReason } from './state/bridge-state.ts';

/** Something cannot be sent yet: what it belongs to is not there, or it is looked for first. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
  /** When it can be, in milliseconds, where that is known: waiting for it is no failed try. */
  readonly until: number | undefined;
  /** What it was, when it was waited for too often. */
  readonly reason: DeadReason;

  constructor(why: string, until?: number, reason: DeadReason = 'parent-missing') {
    super(why);
    this.until = until;
    this.reason = reason;
  }
}
