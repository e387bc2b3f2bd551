/**
 * What is being typed and is not in the document yet. Each draft knows how to commit itself; here they are
 * found when the page must commit them all: it is hidden, closed, reloaded or leaves the record (rule APP-5).
 */
import { Listeners } from '../listeners.ts';

/** Writes the draft into its document; answers false when what was typed is not a value. */
export type Commit = () => boolean;

export class Drafts {
  readonly #live = new Map<string, Commit>();
  readonly #listeners = new Listeners();

  get size(): number {
    return this.#live.size;
  }

  subscribe(changed: () => void): () => void {
    return this.#listeners.subscribe(changed);
  }

  /** Whether any draft's key begins with `prefix`. */
  has(prefix: string): boolean {
    return [...this.#live.keys()].some((key) => key.startsWith(prefix));
  }

  hold(key: string, commit: Commit): void {
    const known = this.#live.has(key);
    this.#live.set(key, commit);
    if (!known) this.#listeners.emit();
  }

  release(key: string): void {
    if (this.#live.delete(key)) this.#listeners.emit();
  }

  /** Commits everything that is a value; answers whether nothing is left. */
  commitAll(): boolean {
    for (const [key, commit] of this.#live) if (commit()) this.release(key);
    return this.#live.size === 0;
  }
}
