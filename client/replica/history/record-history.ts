/**
 * Undo and redo of one person's edits in one open record, across its registers, sets and texts, as one stack in the order
 * of time (rules UNDO-1 to UNDO-5). Texts are undone by Yjs's own undo manager, which takes back exactly the characters
 * that were typed or deleted here; it is made to group by our clock, and to give up one step at a time. What others write
 * is never a step, and never changed by one.
 */
import * as Y from 'yjs';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { registersOf } from '../../../shared/document/registers.ts';
import type { Time } from '../../../shared/lib/time.ts';
import type { RecordHistory, UndoEnd } from '../types.ts';
import { BroughtBack, registerChanges, revert, type RegisterChange } from './register-changes.ts';

export interface HistoryContext {
  readonly entity: EntityDocument;
  readonly time: Time;
  /** Whether a transaction of this origin is something that the person did here. */
  readonly isLocal: (origin: unknown) => boolean;
  /** What can be undone is another. */
  readonly changed: () => void;
}

interface Step {
  readonly registers: readonly RegisterChange[];
  /** Whether the newest item of the text manager belongs to it. */
  readonly hasText: boolean;
}

/** Letters that follow each other faster than this are undone together. */
const pause = 500;
/** More steps than anybody takes back; the oldest are forgotten. */
const mostSteps = 200;

export class History implements RecordHistory {
  readonly #context: HistoryContext;
  readonly #texts: Y.UndoManager;
  readonly #broughtBack = new BroughtBack();
  #done: Step[] = [];
  #undone: Step[] = [];
  /** What the present transaction did, as far as it is known. */
  #registers: readonly RegisterChange[] = [];
  #text: 'none' | 'step' | 'more' = 'none';
  #isWorking = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #lastOrigin: unknown;

  constructor(context: HistoryContext) {
    this.#context = context;
    const { doc, kind } = context.entity;
    const texts = [...kind.fields].filter(([, field]) => field.policy === 'text');
    this.#texts = new Y.UndoManager(
      texts.map(([name]) => context.entity.text(name)),
      // Steps end when this says so, not when the machine's clock does.
      { captureTimeout: Number.POSITIVE_INFINITY, doc, trackedOrigins: new Set() },
    );
    this.#texts.on('stack-item-added', () => {
      this.#text = 'step';
    });
    this.#texts.on('stack-item-updated', () => {
      this.#text = 'more';
    });
    registersOf(doc).observe(this.#observe);
    doc.on('beforeTransaction', this.#before);
    doc.on('afterTransaction', this.#after);
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  undo(): UndoEnd {
    return this.#take(this.#done, this.#undone, 'undo');
  }

  redo(): UndoEnd {
    return this.#take(this.#undone, this.#done, 'redo');
  }

  boundary(): void {
    this.#lastAt = Number.NEGATIVE_INFINITY;
  }

  #take(from: Step[], to: Step[], direction: 'undo' | 'redo'): UndoEnd {
    const step = from.pop();
    if (!step) return { type: 'nothing' };
    const { entity, changed } = this.#context;
    const reverted: RegisterChange[] = [];
    const kept: { field: string; why: 'overtaken' | 'settled' | 'not-allowed' }[] = [];
    this.#isWorking = true;
    let hasText = false;
    try {
      entity.doc.transact(() => {
        // Backwards: what was written last is taken back first.
        for (const change of step.registers.toReversed()) {
          const result = revert(entity, change, this.#broughtBack);
          if (typeof result === 'string') kept.push({ field: change.field, why: result });
          else reverted.push(result);
        }
      }, this);
      hasText = step.hasText && this.#takeText(direction);
    } finally {
      this.#isWorking = false;
    }
    if (hasText || reverted.length > 0) to.push({ registers: reverted, hasText });
    this.boundary();
    changed();
    const isWhole = kept.length === 0 && (hasText || !step.hasText);
    if (isWhole) return { type: 'done', kept: [] };
    return hasText || reverted.length > 0 ? { type: 'done', kept } : { type: 'kept', kept };
  }

  /** One step of the texts, whether there is still something of it or not; the manager alone would go on to the next. */
  #takeText(direction: 'undo' | 'redo'): boolean {
    const texts = this.#texts;
    const stack = direction === 'undo' ? texts.undoStack : texts.redoStack;
    const others = stack.splice(0, stack.length - 1);
    try {
      return (direction === 'undo' ? texts.undo() : texts.redo()) !== null;
    } finally {
      stack.unshift(...others);
    }
  }

  readonly #observe = (event: Y.YArrayEvent<unknown>, transaction: Y.Transaction): void => {
    if (this.#isMine(transaction))
      this.#registers = registerChanges(this.#context.entity, event, this.#broughtBack);
  };

  readonly #before = (transaction: Y.Transaction): void => {
    if (!this.#isMine(transaction)) return;
    this.#registers = [];
    this.#text = 'none';
    const { origin } = transaction;
    this.#texts.addTrackedOrigin(origin);
    const isRun =
      this.#done.at(-1)?.registers.length === 0 &&
      origin === this.#lastOrigin &&
      this.#context.time.now() - this.#lastAt <= pause;
    if (!isRun) this.#texts.stopCapturing();
  };

  readonly #after = (transaction: Y.Transaction): void => {
    if (!this.#isMine(transaction)) return;
    const [registers, text] = [this.#registers, this.#text];
    this.#registers = [];
    this.#text = 'none';
    if (registers.length === 0 && text === 'none') return;
    this.#lastAt = this.#context.time.now();
    this.#lastOrigin = transaction.origin;
    this.#undone = [];
    this.#forgetRedo();
    if (registers.length > 0 || text === 'step') this.#push({ registers, hasText: text === 'step' });
    this.#context.changed();
  };

  /** The manager forgets it by itself only when a text was edited. */
  #forgetRedo(): void {
    this.#isWorking = true;
    try {
      this.#texts.clear(false, true);
    } finally {
      this.#isWorking = false;
    }
  }

  #push(step: Step): void {
    this.#done.push(step);
    if (this.#done.length <= mostSteps) return;
    const [oldest] = this.#done.splice(0, 1);
    if (oldest?.hasText) this.#texts.undoStack.splice(0, 1);
  }

  #isMine({ origin }: Y.Transaction): boolean {
    return !this.#isWorking && origin !== this.#texts && this.#context.isLocal(origin);
  }
}
