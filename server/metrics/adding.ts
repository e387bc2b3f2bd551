/** Counting what happens with every edit and every write to a socket: a sum, of which the counter hears when somebody reads it. */
import type { Counter } from 'prom-client';

export interface Adding {
  readonly counter: Counter;
  readonly add: (count: number) => void;
  /** Before the counter is read. */
  readonly tell: () => void;
}

export function adding(counter: Counter): Adding {
  let sum = 0;
  return {
    counter,
    add(count) {
      sum += count;
    },
    tell() {
      counter.inc(sum);
      sum = 0;
    },
  };
}
