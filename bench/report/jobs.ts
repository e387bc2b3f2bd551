/** Everything that `pnpm bench all` measures, in this order: what is asked of a bench, and what its result is called. */
import type { BenchName } from '../bench-names.ts';

export interface Job {
  /** Under which its result stands in `results.json`. */
  readonly key: string;
  readonly bench: BenchName;
  readonly words: readonly string[];
  /** How much of it; left out in the quick form. */
  readonly size: readonly string[];
  /** Rounds, where not as many as are asked for. */
  readonly most: number;
  /** It is ended after so long. */
  readonly minutes: number;
  readonly says: string;
}

/** Longer than any takes on a machine with two cores that does nothing else: there all of them take half an hour. */
const enough = 6;

export const jobs: readonly Job[] = [
  job(
    'fan-out',
    'fan-out',
    '20 rooms of 5 writers, saturated: 32 updates under way of each, letters behind each other, of which those of one turn are joined (rule ROOM-16)',
  ),
  job('fan-out-2000', 'fan-out', '20 rooms of 5 writers, 2,000 updates a second', {
    words: ['--rate', '20'],
  }),
  job(
    'fan-out-fields',
    'fan-out',
    '20 rooms of 5 writers, saturated, each of whom sets a field of the record again and again: nothing of that is joined',
    { words: ['--load', 'fields'], size: ['--seconds', '3'] },
  ),
  job(
    'fan-out-paper',
    'fan-out',
    '20 rooms of 5 writers, saturated, who write letters and take a fifth of them back, in runs as in the trace: only the letters between two deletions are joined',
    { words: ['--load', 'paper'], size: ['--seconds', '3'] },
  ),
  job('hot-room', 'hot-room', 'one document, 50 clients, 10 of whom write 20 updates a second each'),
  job(
    'first-sync-1000',
    'first-sync',
    'a fresh device takes 1,000 records, Node, until documents, rows and lists are there; the index of the search is made after that, in idle turns',
    of(1_000),
  ),
  job(
    'first-sync-10000',
    'first-sync',
    'a fresh device takes 10,000 records, Node, until documents, rows and lists are there; the index of the search is made after that, in idle turns',
    of(10_000),
  ),
  job('first-sync-chromium', 'first-sync', 'a fresh device takes 10,000 records, Chromium into its vault', {
    words: ['--chromium'],
    ...of(10_000),
  }),
  job('resync-1000', 'resync', 'nothing has changed, 1,000 records, Node', of(1_000)),
  job('resync-10000', 'resync', 'nothing has changed, 10,000 records, Node', of(10_000)),
  job(
    'resync-100000',
    'resync',
    'nothing has changed, 100,000 records, Node; rooms are the documents in the relay’s memory before and after',
    {
      words: ['--alone'],
      ...of(100_000),
    },
  ),
  job('resync-chromium', 'resync', 'nothing has changed, Chromium', { words: ['--chromium'], ...of(10_000) }),
  job('open-shop', 'open-shop', 'opening a shop of 20,000 records in Chromium', {
    size: ['--records', '20000'],
    minutes: 10,
  }),
  job(
    'memory',
    'memory',
    'memory: of connections and documents of a store of 2,000, which are opened and closed; closed ones and the start, with 100,000',
    { minutes: 10, ...of(100_000) },
  ),
  job(
    'growth',
    'growth',
    'bytes of a record and of the store; where fifty sessions take turns, each edit leaves a deleted range of its own in the document, as in a `Y.Map`',
  ),
  job(
    'trace',
    'trace',
    'the first 40,000 keystrokes of a paper, typed by two replicas who take turns; the store is measured when the server has ended, Solder’s beside an empty one, which has tables for everything that a shop has',
  ),
  job('trace-whole', 'trace', 'all 259,778 keystrokes of it, Solder alone', {
    words: ['--alone'],
    size: ['--edits', '259778'],
    most: 1,
  }),
  job(
    'compaction',
    'compaction',
    'folding the log of a record, of letters of which a fifth was taken back, and of two fields that were set by turns',
  ),
  job(
    'recovery',
    'recovery',
    'a relay starts on a store of 1 GB whose writer was killed, with a write-ahead log of 48 MB that is read again, beside one with little more than that log',
  ),
  job('kill-2000', 'kill', 'killed at 2,000 updates a second', { size: ['--seconds', '6'] }),
  job('kill-16000', 'kill', 'killed at 16,000 updates a second', {
    words: ['--rate', '160'],
    size: ['--seconds', '6'],
  }),
];

/** All that is asked of its bench, how many rounds apart: in full, or only whether it works at all. */
export const askedOf = ({ words, size }: Pick<Job, 'words' | 'size'>, quick = false): readonly string[] => [
  ...words,
  ...(quick ? ['--quick'] : size),
];

function of(docs: number): Pick<Job, 'size'> {
  return { size: ['--docs', String(docs)] };
}

function job(
  key: string,
  bench: BenchName,
  says: string,
  {
    words = [],
    size = [],
    most = 100,
    minutes = enough,
  }: Partial<Pick<Job, 'words' | 'size' | 'most' | 'minutes'>> = {},
): Job {
  return { key, bench, words, size, most, minutes, says };
}
