/** Who wants to know. A listener that throws does not keep the others from hearing (fault fact 11). */
export class Listeners {
  readonly #all = new Set<() => void>();

  subscribe(changed: () => void): () => void {
    // A wrapper of its own, so that one function may subscribe twice and leave once.
    const own = (): void => changed();
    this.#all.add(own);
    return () => this.#all.delete(own);
  }

  emit(): void {
    for (const changed of this.#all) {
      try {
        changed();
      } catch (error) {
        // Reported as an uncaught error where the platform shows them, after everybody has heard.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
