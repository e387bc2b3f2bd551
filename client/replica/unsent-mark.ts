/**
 * How many edits are unsent, noted outside the database: where a browser clears a device's storage (fault 4), nothing in
 * it can say that there was something, and a person would never hear that their edits are gone.
 */
import type { Cancel, Time } from '../../shared/lib/time.ts';

/** The part of `localStorage` that is used; either may throw. */
export interface MarkShelf {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
}

const noteWithin = 250;

const keyOf = (name: string): string => `${name}/unsent`;

/** What was noted last of the vault with this name, by whatever tab. */
export function unsentMarkOf(shelf: MarkShelf | undefined, name: string): number {
  try {
    const edits = Number(shelf?.getItem(keyOf(name)) ?? 0);
    return Number.isSafeInteger(edits) && edits > 0 ? edits : 0;
  } catch {
    return 0;
  }
}

export class UnsentMark {
  readonly #shelf: MarkShelf | undefined;
  readonly #name: string;
  readonly #time: Time;
  #noted = 0;
  #edits = 0;
  #soon: Cancel | null = null;

  constructor(shelf: MarkShelf | undefined, name: string, time: Time) {
    this.#shelf = shelf;
    this.#name = name;
    this.#time = time;
  }

  /** What was noted last, by whatever tab. */
  read(): number {
    return unsentMarkOf(this.#shelf, this.#name);
  }

  /** Notes it soon, and only when it is another number: what an earlier session noted stays until something happens. */
  note(edits: number): void {
    this.#edits = edits;
    if (!this.#shelf || edits === this.#noted) return;
    this.#soon ??= this.#time.after(noteWithin, () => this.flush());
  }

  flush(): void {
    this.#soon?.();
    this.#soon = null;
    if (this.#edits === this.#noted) return;
    try {
      this.#shelf?.setItem(keyOf(this.#name), String(this.#edits));
      this.#noted = this.#edits;
    } catch {
      // Then a person is not told that edits were lost; the edits themselves do not depend on it.
    }
  }
}
