/**
 * Edits of this user that were written back, until a person has seen them. The relay keeps what they said and tells it
 * right behind the refusal, and again at each connection as long as nobody applied or discarded it.
 */
import { entityKey, parseEntityKey, type EntityKey } from '../../shared/lib/ids.ts';
import type { Kept, KeptEdit, RefusedMoved, Refused } from '../../shared/protocol/messages.ts';
import { Listeners } from './listeners.ts';
import type { RefusedEdit } from './types.ts';

/** More than anybody reads; the oldest go first. */
const mostKept = 200;

export class Refusals {
  readonly changed = new Listeners();
  /** Something moved among those of the shop that this user may see. */
  readonly inShop = new Listeners();
  readonly #now: () => number;
  #edits: readonly RefusedEdit[] = [];
  #answered: readonly RefusedEdit[] = [];
  /** Those that a person put away. */
  readonly #seen = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  all(): readonly RefusedEdit[] {
    return this.#edits;
  }

  /** Those that somebody applied or discarded since, elsewhere than in this tab, until a person has seen it. */
  answered(): readonly RefusedEdit[] {
    return this.#answered;
  }

  dismissAnswered(): void {
    this.#answered = [];
    this.changed.emit();
  }

  heard({ name: text, edits }: Pick<Refused, 'name' | 'edits'>): void {
    const name = parseEntityKey(text);
    if (!name) return;
    const at = this.#now();
    this.#edits = [...this.#edits, ...edits.map(({ field, rule }) => ({ name, field, rule, at }))].slice(
      -mostKept,
    );
    this.changed.emit();
  }

  kept({ edits }: Pick<Kept, 'edits'>): void {
    for (const edit of edits) this.#keep(edit);
    this.#edits = this.#edits.slice(-mostKept);
    this.changed.emit();
  }

  /** Those that somebody applied or discarded wait for nobody any more. */
  moved({ settled }: Pick<RefusedMoved, 'settled'>): void {
    const gone = new Set<string | undefined>(settled);
    const left = this.#edits.filter(({ id }) => id === undefined || !gone.has(id));
    if (left.length !== this.#edits.length) {
      const answered = this.#edits.filter((edit) => !left.includes(edit));
      this.#answered = [...this.#answered, ...answered].slice(-mostKept);
      this.#edits = left;
      this.changed.emit();
    }
    this.inShop.emit();
  }

  #keep({ name: text, ...edit }: KeptEdit): void {
    const name = parseEntityKey(text);
    if (!name || this.#seen.has(edit.id)) return;
    // What was told of it a moment ago, and what it goes on from, is the same edit.
    const told = this.#edits.find(
      (other) =>
        other.id === undefined &&
        entityKey(other.name) === text &&
        other.field === edit.field &&
        other.rule === edit.rule,
    );
    const others = this.#edits.filter((other) => other !== told && other.id !== edit.id);
    this.#edits = [...others, { name, ...edit }];
  }

  /** What was told of a record that was erased goes; that unsent edits went with it is told. */
  erased(text: EntityKey, lost: boolean): void {
    const left = this.#edits.filter(({ name, rule }) => rule === 'erased' || entityKey(name) !== text);
    if (left.length !== this.#edits.length) {
      this.#edits = left;
      this.changed.emit();
    }
    const isTold = left.some(({ name, rule }) => rule === 'erased' && entityKey(name) === text);
    if (lost && !isTold) this.heard({ name: text, edits: [{ field: '', rule: 'erased' }] });
  }

  dismiss(edit: RefusedEdit): void {
    if (edit.id !== undefined) this.#seen.add(edit.id);
    this.#edits = this.#edits.filter((other) => other !== edit);
    this.changed.emit();
  }
}
