/** How much one user may ask the relay to write at once, and in a minute (rule API-8). */
import type { Time } from '../../../shared/lib/time.ts';
import type { Identity } from '../../auth/identity.ts';
import { Allowance } from '../../relay/allowance.ts';
import { Problem } from '../problem.ts';
import { Slots, type SlotLimits } from '../slots.ts';

export interface WorkLimits extends SlotLimits {
  /** Writes a second of one user; ten seconds of them at once. */
  readonly perSecond: number;
}

export const workLimits: WorkLimits = { perName: 32, inAll: 512, perSecond: 200 };
/** Users that are remembered. */
const mostKnown = 10_000;

export class WorkSlots {
  readonly #slots: Slots;
  readonly #limits: WorkLimits;
  readonly #time: Pick<Time, 'now'>;
  readonly #allowances = new Map<string, Allowance>();

  constructor(time: Pick<Time, 'now'>, limits: WorkLimits = workLimits) {
    this.#slots = new Slots(limits);
    this.#limits = limits;
    this.#time = time;
  }

  /** @throws Problem `too-many-requests` */
  async during<T>({ shop, user }: Identity, work: () => Promise<T>, writes = 1): Promise<T> {
    const name = `${shop}/${user}`;
    const allowance = this.#allowance(name);
    let isAllowed = true;
    for (let n = 0; n < writes; n++) isAllowed = allowance.take();
    const release = isAllowed ? this.#slots.take(name) : undefined;
    if (!release) throw new Problem('too-many-requests');
    try {
      return await work();
    } finally {
      release();
    }
  }

  #allowance(name: string): Allowance {
    const known = this.#allowances.get(name);
    if (known) return known;
    // Whoever is forgotten begins with what everybody begins with.
    if (this.#allowances.size >= mostKnown) this.#allowances.clear();
    const fresh = new Allowance(this.#time, this.#limits.perSecond);
    this.#allowances.set(name, fresh);
    return fresh;
  }
}
