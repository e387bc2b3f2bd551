/** What the judges of an update answer: what to undo in a root, and what to tell its author. */
import type * as Y from 'yjs';
import type { Refusal, RefusalRule } from './types.ts';
import type { Element, Undo } from './write-back.ts';

export interface Verdict {
  readonly undo: Undo;
  readonly refusals: readonly Refusal[];
}

/** Collects a verdict on one root. */
export class Judgement {
  readonly #type: Y.AbstractType<unknown>;
  readonly #items: Y.Item[] = [];
  readonly #elements: Element[] = [];
  readonly #lostItems: Y.Item[] = [];
  readonly #lostElements: Element[] = [];
  readonly #refusals: Refusal[] = [];

  constructor(type: Y.AbstractType<unknown>) {
    this.#type = type;
  }

  /** A whole item may not be there. */
  refuseItem(item: Y.Item, field: string, rule: RefusalRule): void {
    this.#items.push(item);
    this.tell(field, rule, item.content.getContent());
  }

  /** Takes an item away without telling about it: its field was told about already. */
  dropItem(item: Y.Item): void {
    this.#items.push(item);
  }

  refuseElement(element: Element, field: string, rule: RefusalRule, value: unknown): void {
    this.#elements.push(element);
    this.tell(field, rule, value);
  }

  restoreElement(element: Element): void {
    this.#lostElements.push(element);
  }

  restoreItem(item: Y.Item): void {
    this.#lostItems.push(item);
  }

  tell(field: string, rule: RefusalRule, value: unknown): void {
    this.#refusals.push({ field, rule, value: asJson(value) });
  }

  verdict(): Verdict | undefined {
    if (this.#refusals.length === 0) return undefined;
    return {
      undo: {
        type: this.#type,
        items: this.#items,
        elements: this.#elements,
        lostItems: this.#lostItems,
        lostElements: this.#lostElements,
      },
      refusals: this.#refusals,
    };
  }
}

/** As JSON would show it; what JSON cannot show becomes a word for it. */
export function asJson(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner);
    if (inner === undefined) return 'undefined';
    if (inner instanceof Uint8Array) return `${inner.length} bytes`;
    return inner;
  }) as string | undefined;
  return text === undefined ? null : (JSON.parse(text) as unknown);
}
