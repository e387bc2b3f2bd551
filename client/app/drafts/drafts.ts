/**
 * What is being typed and is not in the document yet. Each draft knows how to commit itself; here they are
 * found when the page must commit them all: it is hidden, closed, reloaded or leaves the record (rule APP-5).
 * A draft that could not be written is set aside: it is shown again in its field, and holds up nothing.
 */
import { Listeners } from '../../replica/listeners.ts';
import type { Typed } from './commit-draft.ts';

/** Writes the draft into its document; answers false when what was typed is not a value. */
export type Commit = () => boolean;

interface Live {
  readonly typed: Typed;
  readonly commit: Commit;
}

export class Drafts {
  readonly #live = new Map<string, Live>();
  readonly #aside = new Map<string, Typed>();
  readonly #listeners = new Listeners();

  get size(): number {
    return this.#live.size;
  }

  subscribe(changed: () => void): () => void {
    return this.#listeners.subscribe(changed);
  }

  /** Whether any draft's key begins with `prefix`; those set aside do not count. */
  has(prefix: string): boolean {
    return [...this.#live.keys()].some((key) => key.startsWith(prefix));
  }

  /** Whether there is a draft at exactly this key, set aside or not. */
  knows(key: string): boolean {
    return this.#live.has(key) || this.#aside.has(key);
  }

  /** Where somebody is in the middle of typing, the first one first: `kind/id/field`. */
  unfinished(): readonly string[] {
    return [...this.#live.keys()];
  }

  hold(key: string, typed: Typed, commit: Commit): void {
    const known = this.#live.has(key);
    this.#live.set(key, { typed, commit });
    this.#aside.delete(key);
    if (!known) this.#listeners.emit();
  }

  /** The draft at this key is over, wherever it was. */
  release(key: string): void {
    const live = this.#live.delete(key);
    if (this.#aside.delete(key) || live) this.#listeners.emit();
  }

  /** Keeps a draft that nobody is typing, for its field to show. */
  setAside(key: string, typed: Typed): void {
    this.#live.delete(key);
    this.#aside.set(key, typed);
    this.#listeners.emit();
  }

  aside(key: string): Typed | undefined {
    return this.#aside.get(key);
  }

  /** Commits what is being typed under `prefix`, and sets aside what is no value: its fields are going. */
  leave(prefix: string): void {
    for (const [key, { typed, commit }] of this.#live) {
      if (!key.startsWith(prefix)) continue;
      if (commit()) this.release(key);
      else this.setAside(key, typed);
    }
  }

  /** Commits everything that is a value; answers whether nothing is left. */
  commitAll(): boolean {
    for (const [key, { commit }] of this.#live) if (commit()) this.release(key);
    return this.#live.size === 0;
  }
}
