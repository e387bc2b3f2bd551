/** Collects the verdict of a judge on one root: what to undo in it, while its author is told why. */
import * as Y from 'yjs';
import type { RefusalTally } from './refusal-tally.ts';
import type { Run } from './take-out.ts';
import type { RefusalRule } from './types.ts';
import type { Element, Undo } from './write-back.ts';

export class Judgement {
  readonly #type: Y.AbstractType<unknown>;
  readonly #tally: RefusalTally;
  readonly #items: Y.Item[] = [];
  readonly #runs: Run[] = [];
  readonly #lostItems: Y.Item[] = [];
  readonly #lostElements: Element[] = [];
  #undoes = false;

  constructor(type: Y.AbstractType<unknown>, tally: RefusalTally) {
    this.#type = type;
    this.#tally = tally;
  }

  /** A whole item may not be there. */
  refuseItem(item: Y.Item, field: string, rule: RefusalRule): void {
    this.#items.push(item);
    this.tell(field, rule, contentOf(item));
  }

  /** Takes an item away without telling about it: its field was told about already. */
  dropItem(item: Y.Item): void {
    this.#items.push(item);
  }

  /** Elements of one item are to be refused in their order, so that neighbours are taken out together. */
  refuseElement({ item, offset }: Element, field: string, rule: RefusalRule, value: unknown): void {
    const last = this.#runs.at(-1);
    if (last?.item === item && last.offset + last.length === offset) last.length++;
    else this.#runs.push({ item, offset, length: 1 });
    this.tell(field, rule, value);
  }

  restoreElement(element: Element): void {
    this.#lostElements.push(element);
  }

  /** Brings back what nobody was wrong to replace, without telling about it. */
  keepElement(element: Element): void {
    this.#lostElements.push(element);
    this.#undoes = true;
  }

  restoreItem(item: Y.Item): void {
    this.#lostItems.push(item);
  }

  tell(field: string, rule: RefusalRule, value: unknown): void {
    this.#undoes = true;
    this.#tally.add(field, rule, value);
  }

  /** What to undo; undefined when everything may stay. */
  undo(): Undo | undefined {
    if (!this.#undoes) return undefined;
    return {
      type: this.#type,
      items: this.#items,
      runs: this.#runs,
      lostItems: this.#lostItems,
      lostElements: this.#lostElements,
    };
  }
}

/** What an item says, without what lies inside a nested type: showing that would walk down its whole tree. */
function contentOf({ content }: Y.Item): unknown {
  if (content instanceof Y.ContentType) return 'a nested type';
  if (content instanceof Y.ContentDoc) return 'a nested document';
  return content.getContent();
}
