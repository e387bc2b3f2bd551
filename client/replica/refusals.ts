/** Edits of this user that were written back, until a person has seen them. */
import { parseEntityKey } from '../../shared/lib/ids.ts';
import type { Refused } from '../../shared/protocol/messages.ts';
import { Listeners } from './listeners.ts';
import type { RefusedEdit } from './types.ts';

/** More than anybody reads; the oldest go first. */
const mostKept = 200;

export class Refusals {
  readonly changed = new Listeners();
  readonly #now: () => number;
  #edits: readonly RefusedEdit[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  all(): readonly RefusedEdit[] {
    return this.#edits;
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

  dismiss(edit: RefusedEdit): void {
    this.#edits = this.#edits.filter((other) => other !== edit);
    this.changed.emit();
  }
}
