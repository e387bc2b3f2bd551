/** When writers send: as fast as they are answered, or so many a second. */
import { Latencies } from '../latencies.ts';
import type { Writer } from './writer.ts';

export interface Sending {
  /** How long after its time each update was sent, where it has one. What others wait for begins when it was sent. */
  readonly late: Latencies;
  stop(): void;
}

/** Keeps `outstanding` updates of each writer under way. */
export function saturate(writers: readonly Writer[], outstanding: number): Sending {
  for (const writer of writers) {
    writer.onProgress = () => {
      while (writer.outstanding < outstanding) writer.send();
    };
    writer.onProgress();
  }
  return {
    late: new Latencies(),
    stop() {
      for (const writer of writers) writer.onProgress = () => {};
    },
  };
}

/** Sends `rate` updates a second from each writer, the writers spread evenly over the interval. */
export function pace(writers: readonly Writer[], rate: number): Sending {
  const every = 1_000 / rate;
  const started = performance.now();
  const due = writers.map((_, i) => started + (every * i) / writers.length);
  const late = new Latencies();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [i, writer] of writers.entries()) {
      while ((due[i] as number) <= now) {
        late.add(now - (due[i] as number));
        due[i] = (due[i] as number) + every;
        writer.send();
      }
    }
  }, 1);
  return { late, stop: () => clearInterval(timer) };
}
