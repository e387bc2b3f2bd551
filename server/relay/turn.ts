/**
 * What is gathered during one turn of the event loop and done at its end: frames for one socket leave in one write,
 * entries of all rooms go to the store in one call. `schedule` is `setImmediate` in the relay: after every socket
 * that had something to say was read, and before anything else is waited for.
 */
export class Turn {
  readonly #schedule: (run: () => void) => void;
  readonly #failed: (error: unknown) => void;
  #tasks: (() => void)[] = [];

  /** `failed` is told what a task threw; the others run all the same. */
  constructor(schedule: (run: () => void) => void, failed: (error: unknown) => void) {
    this.#schedule = schedule;
    this.#failed = failed;
  }

  /** Runs `task` once at the end of this turn; a task that is added while the others run belongs to the next one. */
  atEnd(task: () => void): void {
    this.#tasks.push(task);
    if (this.#tasks.length === 1) this.#schedule(() => this.#run());
  }

  #run(): void {
    const tasks = this.#tasks;
    this.#tasks = [];
    for (const task of tasks) {
      try {
        task();
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
