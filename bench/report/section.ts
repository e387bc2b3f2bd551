/** What one job measured: how, a table of everybody who took part, bars, and lists. */
import { bars } from './bars.ts';
import { drawings } from './drawings.ts';
import { isRecord } from './figures.ts';
import type { Job } from './jobs.ts';
import { table } from './markdown.ts';
import type { Entry, Result } from './results.ts';
import { aboutWords, figureWords, nameWords } from './words.ts';

export interface Beside {
  /** Why it does not count, if it does not. */
  readonly doubts: readonly string[];
  /** The machine, where not all results are of one. */
  readonly on: string | undefined;
}

export function section({ key, says }: Job, entry: Entry, { doubts, on }: Beside): readonly string[] {
  const all = everybody(entry);
  const columns = [...new Set(all.flatMap(([, figures]) => Object.keys(figures)))].filter((column) =>
    all.some(([, figures]) => typeof figures[column] === 'number'),
  );
  const { draws, says: what, label } = drawings[key] ?? {};
  const drawn = draws
    ? all.flatMap(([name, figures]) => {
        const value = figures[draws];
        return typeof value === 'number' ? [{ name, value, label: label?.(figures) ?? shown(value) }] : [];
      })
    : [];
  return [
    `## ${key}`,
    `${says[0]?.toUpperCase()}${says.slice(1)}${about(entry)}. ${when(entry)}${on === undefined ? '' : ` On ${on}.`}`,
    ...(doubts.length > 0 ? [`Not counted: ${doubts.join(', ')}.`] : []),
    ...(columns.length > 0
      ? [
          table(
            ['', ...columns.map((column) => figureWords[column] ?? column)],
            all.map(([name, figures]) => [name, ...columns.map((column) => shown(figures[column]))]),
          ),
        ]
      : []),
    ...lists(entry).map((list) => {
      const keys = Object.keys(list[0] ?? {});
      return table(
        keys.map((each) => figureWords[each] ?? each),
        list.map((line) => keys.map((each) => shown(line[each]))),
      );
    }),
    ...(what !== undefined && drawn.length > 1 ? [`${what}:`, bars(drawn)] : []),
  ];
}

function everybody({ solder, peers }: Entry): readonly (readonly [string, Result])[] {
  const others = Object.entries(isRecord(peers) ? peers : {});
  return [
    ['Solder', solder] as const,
    ...others.map(([name, figures]) => [nameWords[name] ?? name, figures] as const),
  ].filter((each): each is [string, Result] => isRecord(each[1]));
}

function about(entry: Entry): string {
  const told = Object.entries(aboutWords).flatMap(([key, words]) =>
    typeof entry[key] === 'number' ? [`${shown(entry[key])} ${entry[key] === 1 ? one(words) : words}`] : [],
  );
  return told.length > 0 ? ` (${told.join(', ')})` : '';
}

/** Of one: `rooms` is `room` then. */
const one = (words: string): string => words.replace(/^(\w{3,})s\b/, '$1');

function when({ measured, failed }: Entry): string {
  const failure = failed ? ` Failed on ${minuteOf(failed.at)}${ofCommit(failed.commit)}.` : '';
  if (!measured) return `It was never measured.${failure}`;
  const { at, commit, load } = measured;
  return `Measured on ${minuteOf(at)}${ofCommit(commit)}, load average ${load.before} before and ${load.after} after.${failure}`;
}

const minuteOf = (at: string): string => `${at.slice(0, 10)} at ${at.slice(11, 16)} UTC`;

const ofCommit = (commit: string | null): string => (commit === null ? '' : `, commit ${commit}`);

const lists = (entry: Entry): readonly (readonly Result[])[] =>
  Object.values(entry).filter((value): value is Result[] => Array.isArray(value) && isRecord(value[0]));

const shown = (value: unknown): string => (typeof value === 'number' ? value.toLocaleString('en') : '–');
