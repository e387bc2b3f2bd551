/** When writers send: as fast as they are answered, or so many a second. The answer of each ends it. */
import type { Writer } from './writer.ts';

/** Keeps `outstanding` updates of each writer under way. */
export function saturate(writers: readonly Writer[], outstanding: number): () => void {
  for (const writer of writers) {
    writer.onProgress = () => {
      while (writer.outstanding < outstanding) writer.send();
    };
    writer.onProgress();
  }
  return () => {
    for (const writer of writers) writer.onProgress = () => {};
  };
}

/** Sends `rate` updates a second from each writer, the writers spread evenly over the interval. */
export function pace(writers: readonly Writer[], rate: number): () => void {
  const every = 1_000 / rate;
  const started = performance.now();
  const due = writers.map((_, i) => started + (every * i) / writers.length);
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [i, writer] of writers.entries()) {
      while ((due[i] as number) <= now) {
        due[i] = (due[i] as number) + every;
        writer.send();
      }
    }
  }, 1);
  return () => clearInterval(timer);
}
