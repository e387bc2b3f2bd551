/**
 * How many sockets one address may have that have not said who they are (rule AUTH-9). A slot is given back
 * when the socket signed in or closed; a full address is turned away before any socket is made for it.
 */

export interface SlotLimits {
  readonly perAddress: number;
  readonly inAll: number;
}

export class LoginSlots {
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
  take(address: string): (() => void) | undefined {
    const here = this.#taken.get(address) ?? 0;
    if (here >= this.#limits.perAddress || this.#all >= this.#limits.inAll) return undefined;
    this.#taken.set(address, here + 1);
    this.#all++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#all--;
      const left = (this.#taken.get(address) ?? 1) - 1;
      if (left > 0) this.#taken.set(address, left);
      else this.#taken.delete(address);
    };
  }
}
