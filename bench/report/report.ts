/** The page of results: the targets, the machine, and what each job measured. */
import { busy } from './busy.ts';
import type { Circumstances } from './circumstances.ts';
import type { CodeDigests } from './code-digest.ts';
import { doubts } from './doubts.ts';
import { jobs } from './jobs.ts';
import { table } from './markdown.ts';
import type { Results } from './results.ts';
import { section } from './section.ts';
import { targets, type Target } from './targets.ts';

/** `codes`: of what there is now. */
export function report(results: Results, codes: CodeDigests): string {
  const all = targets(results, codes);
  const measured = Object.values(results.results).flatMap(({ measured }) => (measured ? [measured] : []));
  const machines = [...new Set(newestFirst(measured).map(machineOf))];
  const parts = [
    '# Results',
    'Written by `pnpm bench all`; the figures for programs are in [results.json](results.json). Everybody is measured by turns in one run, and what stands here ' +
      'are medians. Absolute figures depend on the machine and on what else it does; compare within a table.',
    ...(results.hasOlder
      ? [
          'What `results.json` has was measured by an older bench, in another shape: nothing of it is counted.',
        ]
      : []),
    ...machines.map((machine) => `Measured on ${machine}.`),
    '## Targets',
    summary(all),
    table(
      ['target', 'measured', ''],
      all.map((target) => [target.aim, target.measured ?? '–', verdict(target)]),
    ),
    ...reasons(all, measured),
    ...jobs.flatMap((job) => {
      const entry = results.results[job.key];
      if (!entry) return [];
      const on = machines.length > 1 && entry.measured ? machineOf(entry.measured) : undefined;
      return section(job, entry, { doubts: doubts(entry, job, codes[job.bench]), on });
    }),
  ];
  return `${parts.join('\n\n')}\n`;
}

function verdict({ met, isPromise, measured, doubts }: Target): string {
  if (met !== undefined) return met ? 'met' : '**not met**';
  if (!isPromise && measured !== undefined && doubts.length === 0) return 'for comparison';
  return doubts.length > 0 ? `not measured: ${doubts.join(', ')}` : 'not measured';
}

function summary(all: readonly Target[]): string {
  const promises = all.filter(({ isPromise }) => isPromise);
  const count = (met: boolean | undefined): number => promises.filter((target) => target.met === met).length;
  return `Of ${promises.length} targets ${count(true)} are met, ${count(false)} are not, and ${count(undefined)} are not measured.`;
}

const newestFirst = (all: readonly Circumstances[]): readonly Circumstances[] =>
  all.toSorted((left, right) => right.at.localeCompare(left.at));

function machineOf({ machine, versions }: Circumstances): string {
  const { cores, cpu, memoryGb, kernel } = machine;
  const all = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cores} cores (${cpu}), ${memoryGb} GB, Linux ${kernel}, over loopback: ${all.join(', ')}`;
}

function reasons(all: readonly Target[], measured: readonly Circumstances[]): readonly string[] {
  const told = all.filter(({ why }) => why !== undefined);
  const others = busy(measured.map(({ load }) => Math.max(load.before, load.after)));
  const about = others === undefined ? [] : [others];
  if (told.length === 0) return about;
  return ['### What was not met, and why', ...about, ...told.map(({ aim, why }) => `- **${aim}.** ${why}`)];
}
