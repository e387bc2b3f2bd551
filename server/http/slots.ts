/**
 * How many things of a sort may go on at once for one name, and in all: sockets of an address that have not said who
 * they are (rule AUTH-9), uploads of a shop (rule FILE-9). Who finds no slot is turned away before anything is made.
 */

export interface SlotLimits {
  readonly perName: number;
  readonly inAll: number;
}

export class Slots {
  readonly #limits: SlotLimits;
  readonly #taken = new Map<string, number>();
  #all = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  get taken(): number {
    return this.#all;
  }

  /** Takes a slot and answers how to give it back (once; later calls do nothing), or undefined when none is free. */
  take(name: string): (() => void) | undefined {
    const here = this.#taken.get(name) ?? 0;
    if (here >= this.#limits.perName || this.#all >= this.#limits.inAll) return undefined;
    this.#taken.set(name, here + 1);
    this.#all++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#all--;
      const left = (this.#taken.get(name) ?? 1) - 1;
      if (left > 0) this.#taken.set(name, left);
      else this.#taken.delete(name);
    };
  }
}
