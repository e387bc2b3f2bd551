/** What the command line asks for: which bench, and how much of it. */
import { parseArgs } from 'node:util';
import { benchNames, type BenchName } from './bench-names.ts';
import { loadNames, type LoadName } from './fan-out/source.ts';
import { jobs } from './report/jobs.ts';

export interface Asked {
  readonly bench: BenchName;
  /** Only the result is wanted, for a program. */
  readonly json: boolean;
  /** As little as shows that it works; its figures say nothing. */
  readonly quick: boolean;
  /** Whether others are measured beside Solder. */
  readonly peers: boolean;
  /** Whether a REST service is, which --alone does not leave out: of a shop of any size it takes no preparing. */
  readonly rest: boolean;
  /** How often everybody is measured; what is told are medians. */
  readonly rounds: number;
  /** Into a browser's database, and not into Node's memory. */
  readonly chromium: boolean;
  /** Records in the shop. */
  readonly docs: number;
  /** Of open-shop, about; undefined for all of the file. */
  readonly records: number | undefined;
  /** Of a trace. */
  readonly edits: number;
  /** What a fan-out sends. */
  readonly load: LoadName;
  /** Updates a second from each writer; undefined saturates. */
  readonly rate: number | undefined;
  /** How long is measured in each round, after warming up. */
  readonly seconds: number;
  /** Where the relay leaves its profiles. */
  readonly profile: string | undefined;
}

/** Of `pnpm bench all`. */
export interface Everything {
  /** Keys of jobs; none for all of them. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** Each bench in its quick form, into a folder for temporary files: what that measures says nothing. */
  readonly quick: boolean;
}

/** The command line cannot be read; the message is for the person who typed it. */
export class BadFlags extends Error {
  override readonly name = 'BadFlags';
}

/** Words below, in lines that begin further in. */
function listed(words: readonly string[]): string {
  const perLine = 7;
  return words.map((word, i) => `${i % perLine === 0 ? '\n  ' : ' '}${word}`).join(',');
}

/** Whether somebody only wants to know what there is. */
export const asksForHelp = (words: readonly string[]): boolean =>
  words.includes('--help') || words.includes('-h');

export const usage = `pnpm bench all [KEY…] [--rounds N]   everything, into RESULTS.md and results.json; --quick: to see that all of it
                                      runs, into a folder for temporary files
pnpm bench report                       RESULTS.md from what was measured last
pnpm bench NAME --json [--docs N] [--records N] [--load LOAD] [--rate R] [--seconds S]
                      [--edits N] [--rounds N] [--alone] [--quick] [--chromium] [--profile FOLDER]

  fan-out      20 rooms of 5 writers: saturated with 32 outstanding each, or --rate updates a second each;
               --load typing (letters, of which those of one turn are joined), fields or paper (a fifth is taken back)
  hot-room     one room of 50, 10 of whom write --rate (20) updates a second each
  first-sync   a fresh replica takes a shop of --docs records (1000); --chromium: into a browser's vault, beside
               writing the same bytes into one object store
  resync       the same replica again, nothing changed
  memory       of a relay with --docs records: for each connection, open and closed document; and its start
  growth       bytes of a record and of the store after 1, 100 and 10,000 edits, by one session and by fifty
  trace        the first --edits (40,000) keystrokes of a paper, by two replicas who take turns
  compaction   folding the log of a record, of 100, 1,000 and 10,000 entries
  recovery     the start of a relay that was killed, with a store of 1 GB and with an empty one
  kill         what is lost when a server is killed while 100 writers send --rate (20) updates a second each
  open-shop    Chromium with a shop of about --records records (60,000) on the device, beside one with 20;
               without --json the targets are told, too

Others are measured beside Solder by turns, --rounds (5) times, for --seconds (4) each where something runs for a
while; they are installed into bench/peers first. --alone leaves them out, but for the REST. --quick does as little as possible, once,
of Solder alone.
The result is one JSON object in the last line; progress goes to the error output.
"all" takes about three quarters of an hour. Its KEYs:${listed(jobs.map(({ key }) => key))}.`;

const withPeers: readonly BenchName[] = [
  'fan-out',
  'hot-room',
  'first-sync',
  'resync',
  'memory',
  'trace',
  'kill',
];

/** Which benches a flag is for, where it is not for all. */
const flagsOf: Readonly<Record<string, readonly BenchName[]>> = {
  docs: ['first-sync', 'resync', 'memory'],
  edits: ['trace'],
  chromium: ['first-sync', 'resync'],
  records: ['open-shop'],
  load: ['fan-out'],
  rate: ['fan-out', 'hot-room', 'kill'],
  seconds: ['fan-out', 'hot-room', 'kill'],
  profile: ['fan-out', 'hot-room', 'first-sync', 'resync'],
};

/** What `all` and `report` know; every other flag is of one bench. */
const flagsOfAll: Readonly<Record<'all' | 'report', readonly string[]>> = {
  all: ['rounds', 'quick'],
  report: [],
};

/** For `all`, with the keys of jobs where not all of them are meant, and for `report`. @throws BadFlags */
export function readEverything(words: readonly string[]): Everything | 'report' | undefined {
  const { values, positionals } = parse(words);
  const [name, ...only] = positionals;
  if (name !== 'all' && name !== 'report') return undefined;
  const strange = Object.keys(values).find((flag) => !flagsOfAll[name].includes(flag));
  if (strange !== undefined) throw new BadFlags(`--${strange} is not for "${name}".`);
  if (name === 'report') {
    if (only.length > 0) throw new BadFlags(`"report" is of everything; what is "${only.join(' ')}"?`);
    return 'report';
  }
  const unknown = only.find((key) => !jobs.some((job) => job.key === key));
  if (unknown !== undefined)
    throw new BadFlags(`There is no "${unknown}"; there are ${jobs.map(({ key }) => key).join(', ')}.`);
  return { only, rounds: number('rounds', values.rounds, 1, 100) ?? 5, quick: values.quick ?? false };
}

/** @throws BadFlags */
export function readFlags(words: readonly string[]): Asked {
  const { values, positionals } = parse(words);
  const [name, ...more] = positionals;
  const bench = benchNames.find((known) => known === name);
  if (!bench) {
    const said = name === undefined ? 'No bench is named' : `There is no bench "${name}"`;
    throw new BadFlags(`${said}; there are ${benchNames.join(', ')}.`);
  }
  if (more.length > 0) throw new BadFlags(`One bench at a time; what is "${more.join(' ')}"?`);
  for (const [flag, those] of Object.entries(flagsOf)) {
    if (flag in values && !those.includes(bench))
      throw new BadFlags(`--${flag} is for ${those.join(' and ')} only.`);
  }
  const quick = values.quick ?? false;
  const beside = !quick && !(values.chromium ?? false);
  return {
    bench,
    json: values.json ?? false,
    quick,
    peers: beside && !(values.alone ?? false) && withPeers.includes(bench),
    rest: beside && (bench === 'first-sync' || bench === 'resync'),
    rounds: number('rounds', values.rounds, 1, 100) ?? (quick ? 1 : 5),
    chromium: values.chromium ?? false,
    docs: number('docs', values.docs, 1, 1_000_000) ?? (quick ? 20 : 1_000),
    edits: number('edits', values.edits, 1, 1_000_000) ?? (quick ? 300 : 40_000),
    records: number('records', values.records, 3, 1_000_000) ?? (quick ? 60 : undefined),
    load: loadOf(values.load),
    rate: number('rate', values.rate, 1, 1_000),
    seconds: number('seconds', values.seconds, 1, 3_600) ?? 4,
    profile: values.profile,
  };
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        json: flag,
        quick: flag,
        alone: flag,
        chromium: flag,
        rounds: text,
        docs: text,
        edits: text,
        records: text,
        load: text,
        rate: text,
        seconds: text,
        profile: text,
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new BadFlags(error instanceof Error ? error.message : 'The flags cannot be read.', {
      cause: error,
    });
  }
}

function loadOf(text: string | undefined): LoadName {
  const load = loadNames.find((name) => name === (text ?? 'typing'));
  if (load) return load;
  throw new BadFlags(`--load is "${text}", and should be one of ${loadNames.join(', ')}.`);
}

function number(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new BadFlags(`--${flag} is "${text}", and should be a whole number from ${least} to ${most}.`);
}
