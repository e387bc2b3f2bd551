/**
 * The queue of outgoing work, as a person reads it (row S9): each record with unsent edits once, with where it stands, in
 * the order in which it is sent; then what was done lately. Only looks; `sender.ts` and the open records send.
 */
import { must } from '../../shared/lib/assert.ts';
import { parseEntityKey, type EntityKey } from '../../shared/lib/ids.ts';
import type { Attempt } from './attempts.ts';
import type { Outbox } from './outbox.ts';
import { byUrgency, priorityOf } from './priority.ts';
import type { Priority, QueuedRecord, QueueState } from './types.ts';
import type { Edit } from './unsent-edits.ts';

export interface QueueContext {
  readonly outbox: Pick<Outbox, 'names' | 'summary'>;
  readonly isOpen: (name: EntityKey) => boolean;
  /** Whether something of the record is on its way, in this tab or in the leading one. */
  readonly isSending: (name: EntityKey) => boolean;
  /** The try that failed last, in this tab or in the leading one. */
  readonly attempt: (name: EntityKey) => Attempt | undefined;
  /** Corrected milliseconds. */
  readonly now: () => number;
}

interface Done {
  readonly edits: number;
  readonly bytes: number;
  readonly since: number;
  readonly at: number;
  readonly priority: Priority;
  readonly step: 'done' | 'cancelled';
}

const keptFor = 10 * 60_000;
const mostKept = 100;

export class Queue {
  readonly #context: QueueContext;
  readonly #done = new Map<EntityKey, Done>();

  constructor(context: QueueContext) {
    this.#context = context;
  }

  /** The relay has these. */
  sent(edits: readonly Edit[]): void {
    this.#note(edits, 'done');
  }

  /** A person took these back. */
  cancelled(edits: readonly Edit[]): void {
    this.#note(edits, 'cancelled');
  }

  #note(edits: readonly Edit[], step: Done['step']): void {
    const at = this.#context.now();
    for (const { entry, update } of edits) {
      const noted = this.#done.get(entry.name);
      const before = noted?.step === step ? noted : undefined;
      this.#done.delete(entry.name);
      this.#done.set(entry.name, {
        edits: (before?.edits ?? 0) + 1,
        bytes: (before?.bytes ?? 0) + update.length,
        since: Math.min(before?.since ?? entry.at, entry.at),
        at,
        priority: before?.priority ?? 'normal',
        step,
      });
    }
    for (const [name, { at: then }] of this.#done) {
      if (this.#done.size <= mostKept && at - then < keptFor) break;
      this.#done.delete(name);
    }
  }

  /** Undefined for a record of which nothing is unsent. */
  priority(name: EntityKey): Priority | undefined {
    const { outbox, isOpen } = this.#context;
    const unsent = outbox.summary(name);
    return unsent && priorityOf({ ...unsent, isOpen: isOpen(name), pinned: undefined });
  }

  /** Names of records with unsent edits, in the order in which they are sent: the urgent ones first, then the oldest. */
  inOrder(): readonly EntityKey[] {
    return this.#waiting().map(({ key }) => key);
  }

  all(): readonly QueuedRecord[] {
    const waiting = this.#waiting();
    const names = new Set(waiting.map(({ key }) => key));
    const now = this.#context.now();
    const done = [...this.#done]
      .filter(([key, { at }]) => !names.has(key) && now - at < keptFor)
      .toReversed()
      .map(([key, { at, step, ...rest }]) => ({ ...rest, name: nameOf(key), state: { step, at } }));
    return [
      ...waiting.map(({ key, ...rest }) => ({ ...rest, name: nameOf(key), state: this.#stateOf(key) })),
      ...done,
    ];
  }

  #waiting() {
    const { outbox } = this.#context;
    return outbox
      .names()
      .flatMap((key) => {
        const unsent = outbox.summary(key);
        if (!unsent) return [];
        const { edits, bytes, since } = unsent;
        return { key, edits, bytes, since, priority: this.priority(key) ?? 'normal' };
      })
      .toSorted((a, b) => byUrgency(a.priority, b.priority) || a.since - b.since);
  }

  #stateOf(key: EntityKey): QueueState {
    const { isSending, attempt: attemptOf } = this.#context;
    const attempt = attemptOf(key);
    // On an open record's channel everything goes up but an edit that is too large for it.
    if (isSending(key) && attempt?.reason.kind !== 'too-large') return { step: 'sending' };
    if (!attempt) return { step: 'pending' };
    const { reason, tries, nextTryAt } = attempt;
    return reason.kind === 'refused'
      ? { step: 'held-back', code: reason.code, tries, nextTryAt }
      : { step: 'failed', reason, tries, nextTryAt };
  }
}

const nameOf = (key: EntityKey) => must(parseEntityKey(key), 'a record has a name');
