/** How long a fresh device takes to have the whole shop, and what it costs to find that nothing has changed. */
import type { Bench } from '../bench.ts';
import type { Asked } from '../flags.ts';
import { benchResult, type BenchResult } from '../result.ts';
import { sideBySide, type Figures } from '../side-by-side.ts';
import { contestants, type Occasion } from './contestants.ts';

export const firstSync: Bench = (asked, stack) => measure('first-sync', 'first', asked, stack);

/** A device is started again that had the whole shop before. */
export const resync: Bench = (asked, stack) => measure('resync', 'again', asked, stack);

async function measure(
  bench: 'first-sync' | 'resync',
  occasion: Occasion,
  asked: Asked,
  stack: AsyncDisposableStack,
): Promise<BenchResult> {
  // It brings a browser and a bundler with it.
  if (asked.chromium) return (await import('./chromium.ts')).inChromium(occasion, asked, stack);
  const { docs, rounds } = asked;
  const all = await contestants(occasion, asked, stack);
  const times = await sideBySide(all, rounds);
  const counts = new Map<string, Figures>();
  for (const { name, count } of all) if (count) counts.set(name, await count());
  const {
    solder,
    solderAfterStart: first,
    ...others
  } = Object.fromEntries(all.map(({ name }) => [name, { ...times.get(name), ...counts.get(name) }]));
  const own = { ...solder, ...(first && { afterStartMs: first['ms'] ?? null }) };
  return benchResult(bench, { docs, rounds }, { solder: own, ...others });
}
