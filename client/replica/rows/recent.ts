/** A few things by name, made when they are first asked for; the one that was not asked for longest goes first. */
export class Recent<T> {
  readonly #most: number;
  readonly #kept = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string, make: () => T): T {
    let thing = this.#kept.get(key);
    if (thing === undefined) thing = make();
    else this.#kept.delete(key);
    this.#kept.set(key, thing);
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value as string);
    return thing;
  }

  all(): Iterable<T> {
    return this.#kept.values();
  }
}
