/** Very many durations in little room: counted in steps of two per cent, so that a percentile is right to one step. */

const step = Math.log(1.02);
/** The shortest that is told apart, in milliseconds. */
const least = 0.001;
const buckets = 1_100;

export class Latencies {
  readonly #counts = new Float64Array(buckets);
  #total = 0;

  add(ms: number): void {
    const at = Math.ceil(Math.log(Math.max(ms, least) / least) / step);
    const bucket = Math.min(at, buckets - 1);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#total++;
  }

  /** The duration that this share of all stayed within, in milliseconds; 0 when there were none. */
  percentile(share: number): number {
    let left = share * this.#total;
    for (const [at, count] of this.#counts.entries()) {
      left -= count;
      if (count > 0 && left <= 0) return Number((least * Math.exp(at * step)).toPrecision(4));
    }
    return 0;
  }
}
