/**
 * What a bridge does, one after another: rounds are long, some hours the first time, and what is asked for meanwhile is done between
 * two of a round's steps (rule RUN-9). So nothing meets a record that is half sent or half taken in.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting: (() => Promise<void>)[] = [];

  /** After everything that was asked for before. */
  after<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** As soon as who works rests. */
  between<T>(work: () => Promise<T>): Promise<T> {
    const done = new Promise<T>((resolve, reject) => {
      this.#waiting.push(() => work().then(resolve, reject));
    });
    void this.after(() => this.rest());
    return done;
  }

  /** Between two steps of work: whoever waits is done first. What is told afterwards may be another than before. */
  async rest(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next();
  }

  /** When all is done that was asked for until now. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
