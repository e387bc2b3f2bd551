/**
 * What is gathered during one turn of the event loop and done at its end: frames for one socket leave in one write,
 * entries of all rooms go to the store in one call. `schedule` is `setImmediate` in the relay: after every socket
 * that had something to say was read, and before anything else is waited for.
 */
export class Turn {
  readonly #schedule: (run: () => void) => void;
  readonly #failed: (error: unknown) => void;
  #first: (() => void)[] = [];
  #tasks: (() => void)[] = [];
  #last: (() => void)[] = [];
  #isScheduled = false;

  /** `failed` is told what a task threw; the others run all the same. */
  constructor(schedule: (run: () => void) => void, failed: (error: unknown) => void) {
    this.#schedule = schedule;
    this.#failed = failed;
  }

  /** Before everything that is done at the end of this turn; what the task adds to that is of this turn still. */
  firstAtEnd(task: () => void): void {
    this.#first.push(task);
    this.#wake();
  }

  /** Runs `task` once at the end of this turn; a task that is added while the others run belongs to the next one. */
  atEnd(task: () => void): void {
    this.#tasks.push(task);
    this.#wake();
  }

  /** After everything that is done at the end of this turn, for what nobody outside waits for. */
  lastAtEnd(task: () => void): void {
    this.#last.push(task);
    this.#wake();
  }

  #wake(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.#run());
  }

  #run(): void {
    while (this.#first.length > 0) {
      const first = this.#first;
      this.#first = [];
      this.#each(first);
    }
    const tasks = this.#tasks;
    this.#tasks = [];
    this.#isScheduled = false;
    this.#each(tasks);
    const last = this.#last;
    this.#last = [];
    this.#each(last);
  }

  #each(tasks: readonly (() => void)[]): void {
    for (const task of tasks) {
      try {
        task();
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
