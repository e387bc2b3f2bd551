/** Everything that `pnpm bench all` measures, in this order: what is asked of a bench, and what its result is called. */
import type { BenchName } from '../flags.ts';

export interface Job {
  /** Under which its result stands in `results.json`. */
  readonly key: string;
  readonly bench: BenchName;
  readonly words: readonly string[];
  readonly says: string;
}

export const jobs: readonly Job[] = [
  job('fan-out', 'fan-out', [], '20 rooms of 5 writers, saturated: 32 updates under way of each'),
  job('fan-out-2000', 'fan-out', ['--rate', '20'], '20 rooms of 5 writers, 2,000 updates a second'),
  job('hot-room', 'hot-room', [], 'one document, 50 clients, 10 of whom write 20 updates a second each'),
  job('first-sync-1000', 'first-sync', ['--docs', '1000'], 'a fresh device takes 1,000 records, Node'),
  job('first-sync-10000', 'first-sync', ['--docs', '10000'], 'a fresh device takes 10,000 records, Node'),
  job(
    'first-sync-chromium',
    'first-sync',
    ['--chromium', '--docs', '10000'],
    'a fresh device takes 10,000 records, Chromium into its vault',
  ),
  job('resync-1000', 'resync', ['--docs', '1000'], 'nothing has changed, 1,000 records, Node'),
  job('resync-10000', 'resync', ['--docs', '10000'], 'nothing has changed, 10,000 records, Node'),
  job(
    'resync-100000',
    'resync',
    ['--docs', '100000', '--alone'],
    'nothing has changed, 100,000 records, Node',
  ),
  job('resync-chromium', 'resync', ['--chromium', '--docs', '10000'], 'nothing has changed, Chromium'),
  job('open-shop', 'open-shop', ['--records', '20000'], 'opening a shop of 20,000 records in Chromium'),
  job('memory', 'memory', ['--docs', '100000'], 'memory, with 100,000 records in the store'),
  job('growth', 'growth', [], 'bytes of a record and of the store'),
  job('trace', 'trace', [], 'a paper typed by two replicas who take turns'),
  job('compaction', 'compaction', [], 'folding the log of a record'),
  job('recovery', 'recovery', [], 'a killed relay starts with a store of 1 GB'),
  job('kill-2000', 'kill', ['--seconds', '6'], 'killed at 2,000 updates a second'),
  job('kill-16000', 'kill', ['--seconds', '6', '--rate', '160'], 'killed at 16,000 updates a second'),
];

function job(key: string, bench: BenchName, words: readonly string[], says: string): Job {
  return { key, bench, words, says };
}
