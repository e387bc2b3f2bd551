/**
 * Long work in slices: a page that is to answer a key or draw a frame must not wait for all of it. Where the turns come from is
 * handed in, since only the platform knows how to let others go first.
 */
import type { Time } from '../../shared/lib/time.ts';

/**
 * Resolves in a task of its own, after others had theirs: `soon` for what somebody waits for, `idle` for what may wait until
 * nothing else is to be done.
 */
export type GiveTurn = (urgency: 'soon' | 'idle') => Promise<void>;

/** Half of a frame where somebody waits, and what remains is for drawing it; less where nobody does, since what comes from the network waits behind it. */
const sliceMs = { soon: 8, idle: 4 };

export const turnsOf =
  (time: Time): GiveTurn =>
  () =>
    new Promise((resolve) => {
      time.after(0, resolve);
    });

export class Slice {
  readonly #time: Time;
  readonly #giveTurn: GiveTurn;
  readonly #urgency: 'soon' | 'idle';
  #began: number;

  constructor(time: Time, giveTurn: GiveTurn, urgency: 'soon' | 'idle') {
    this.#time = time;
    this.#giveTurn = giveTurn;
    this.#urgency = urgency;
    this.#began = time.now();
  }

  /** Whether others are to have their turn. A clock that was set back ends the slice, too. */
  get isOver(): boolean {
    const passed = this.#time.now() - this.#began;
    return passed < 0 || passed >= sliceMs[this.#urgency];
  }

  async turn(): Promise<void> {
    await this.#giveTurn(this.#urgency);
    this.#began = this.#time.now();
  }

  /** What was waited for, such as the disk, has given others their turn already. */
  restart(): void {
    this.#began = this.#time.now();
  }
}
