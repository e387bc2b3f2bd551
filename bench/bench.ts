/** What a bench is: it measures, leaves what it started on the stack to be stopped, and answers what is printed. */
import type { Asked } from './flags.ts';
import type { BenchResult, Skipped } from './result.ts';

export type Bench = (asked: Asked, stack: AsyncDisposableStack) => Promise<BenchResult | Skipped>;
