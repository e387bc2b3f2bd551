/** What the command line asks for: which bench, and how much of it. */
import { parseArgs } from 'node:util';

export const benchNames = ['first-sync', 'resync', 'fan-out', 'open-shop'] as const;
export type BenchName = (typeof benchNames)[number];

export interface Asked {
  readonly bench: BenchName;
  /** Only the result is wanted, for a program. */
  readonly json: boolean;
  /** Records in the shop. */
  readonly docs: number;
  /** Of open-shop, about; undefined for all of the file. */
  readonly records: number | undefined;
  /** Updates a second from each writer; undefined saturates. */
  readonly rate: number | undefined;
  /** How long is measured, after warming up. */
  readonly seconds: number;
}

/** The command line cannot be read; the message is for the person who typed it. */
export class BadFlags extends Error {
  override readonly name = 'BadFlags';
}

export const usage = `pnpm bench NAME --json [--docs N] [--records N] [--rate R] [--seconds S]

  first-sync   a fresh replica takes a shop of --docs records (1000)
  resync       the same replica again, nothing changed
  fan-out      20 rooms of 5 writers: saturated with 32 outstanding each, or --rate updates a second each;
               measured for --seconds (10)
  open-shop    Chromium with a shop of about --records records (60,000) on the device, beside one with 20;
               without --json the targets are told, too

The result is one JSON object in the last line; progress goes to the error output.`;

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
  const fanOut = bench === 'fan-out';
  const opening = bench === 'open-shop';
  if ((fanOut || opening) && values.docs !== undefined) throw new BadFlags(`--docs is not for ${bench}.`);
  if (!opening && values.records !== undefined) throw new BadFlags('--records is for open-shop only.');
  for (const flag of ['rate', 'seconds'] as const)
    if (!fanOut && values[flag] !== undefined) throw new BadFlags(`--${flag} is for fan-out only.`);
  return {
    bench,
    json: values.json ?? false,
    docs: number('docs', values.docs, 1, 1_000_000) ?? 1_000,
    records: number('records', values.records, 3, 1_000_000),
    rate: number('rate', values.rate, 1, 1_000),
    seconds: number('seconds', values.seconds, 1, 3_600) ?? 10,
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...words],
      options: { json: { type: 'boolean' }, docs: text, records: text, rate: text, seconds: text },
      allowPositionals: true,
    });
  } catch (error) {
    throw new BadFlags(error instanceof Error ? error.message : 'The flags cannot be read.', {
      cause: error,
    });
  }
}

function number(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new BadFlags(`--${flag} is "${text}", and should be a whole number from ${least} to ${most}.`);
}
