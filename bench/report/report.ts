/** The page of results: the machine, the targets, a table and bars for each bench. */
import { bars } from './bars.ts';
import { jobs } from './jobs.ts';
import type { Result, Results } from './results.ts';
import { circumstances } from './circumstances.ts';
import { targets, type Target } from './targets.ts';

/** What is drawn of a result: a figure that all who took part have. */
const drawn: Readonly<Record<string, readonly [figure: string, says: string]>> = {
  'fan-out': [
    'deliveriesPerCpuSecond',
    'deliveries for each second of the server’s processor time; longer is better',
  ],
  'fan-out-2000': ['p99Ms', 'milliseconds within which 99 % of the deliveries came; shorter is better'],
  'hot-room': ['deliveriesPerCpuSecond', 'deliveries for each second of processor time; longer is better'],
  'first-sync-1000': ['ms', 'milliseconds; shorter is better'],
  'first-sync-10000': ['ms', 'milliseconds; shorter is better'],
  'resync-1000': ['ms', 'milliseconds; shorter is better'],
  'resync-10000': ['ms', 'milliseconds; shorter is better'],
  memory: ['perOpen', 'bytes for each open document; shorter is better'],
  trace: ['serverCpuSeconds', 'the server’s processor seconds; shorter is better'],
  'kill-2000': ['lostPercent', 'per cent lost; shorter is better'],
  'kill-16000': ['lostPercent', 'per cent lost; shorter is better'],
};

export function report(results: Results): string {
  const { machine, versions } = results;
  const parts = [
    '# Results',
    'Written by `pnpm bench all`; the figures for programs are in [results.json](results.json). Everybody is measured by turns in one run, and what stands here ' +
      'are medians. Absolute figures depend on the machine and on what else it does; compare within a table.',
    `Measured on ${machine.cores} cores (${machine.cpu}), ${machine.memoryGb} GB, Linux ${machine.kernel}, over loopback: ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    '## Targets',
    table(
      ['target', 'measured', ''],
      targets(results).map(({ aim, measured, met }) => [aim, measured ?? '–', verdict(met)]),
    ),
    ...reasons(targets(results), loadsOf(results)),
    ...jobs.flatMap(({ key, says }) => {
      const result = results.results[key];
      return result ? section(key, says, result) : [];
    }),
  ];
  return `${parts.join('\n\n')}\n`;
}

const verdict = (met: boolean | undefined): string =>
  met === undefined ? 'not measured' : met ? 'met' : '**not met**';

const loadsOf = ({ results }: Results): readonly number[] =>
  Object.values(results).flatMap(({ load }) => (typeof load === 'number' ? [load] : []));

function reasons(all: readonly Target[], loads: readonly number[]): readonly string[] {
  const told = all.filter(({ why }) => why !== undefined);
  const about = circumstances(loads);
  if (told.length === 0) return about === undefined ? [] : [about];
  return [
    '### What was not met, and why',
    ...(about === undefined ? [] : [about]),
    ...told.map(({ aim, why }) => `- **${aim}.** ${why}`),
  ];
}

function section(key: string, says: string, result: Result): readonly string[] {
  const { peers, solder, measured, load, bench: _bench, ...rest } = result;
  const flat = isRecord(solder) ? solder : numbersOf(rest);
  const all: readonly (readonly [string, Result])[] = [
    ['Solder', flat],
    ...Object.entries(isRecord(peers) ? peers : {}).filter((each): each is [string, Result] =>
      isRecord(each[1]),
    ),
  ];
  const columns = [...new Set(all.flatMap(([, figures]) => Object.keys(numbersOf(figures))))];
  const lists = Object.values(rest).filter(
    (value): value is Result[] => Array.isArray(value) && isRecord(value[0]),
  );
  const about = isRecord(solder) ? Object.entries(numbersOf(rest)) : [];
  const draw = drawn[key];
  return [
    `## ${key}`,
    `${says[0]?.toUpperCase()}${says.slice(1)}${about.length > 0 ? ` (${about.map(([name, value]) => `${name} ${shown(value)}`).join(', ')})` : ''}. Measured on ${String(measured)}${typeof load === 'number' ? `, load average ${load}` : ''}.`,
    ...(columns.length > 0
      ? [
          table(
            ['', ...columns],
            all.map(([name, figures]) => [name, ...columns.map((column) => shown(figures[column]))]),
          ),
        ]
      : []),
    ...lists.map((list) => {
      const keys = Object.keys(list[0] ?? {});
      return table(
        keys,
        list.map((line) => keys.map((each) => shown(line[each]))),
      );
    }),
    ...(draw && all.length > 1
      ? [`${draw[1]}:`, bars(all.flatMap(([name, figures]) => barOf(name, figures[draw[0]])))]
      : []),
  ];
}

const barOf = (name: string, value: unknown): readonly (readonly [string, number])[] =>
  typeof value === 'number' ? [[name, value]] : [];

const isRecord = (value: unknown): value is Result =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const numbersOf = (result: Result): Result =>
  Object.fromEntries(Object.entries(result).filter(([, value]) => typeof value === 'number'));

const shown = (value: unknown): string => (typeof value === 'number' ? value.toLocaleString('en') : '–');

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
