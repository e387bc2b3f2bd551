/** Who wants to know of a change. */
export class Listeners {
  readonly #all = new Set<() => void>();

  subscribe(changed: () => void): () => void {
    const own = (): void => changed();
    this.#all.add(own);
    return () => this.#all.delete(own);
  }

  emit(): void {
    for (const changed of this.#all) changed();
  }
}
