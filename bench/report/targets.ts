/** What is aimed at and what came out. */
import type { Aim } from './aim.ts';
import { fanOutAims } from './aims/fan-out.ts';
import { memoryAims } from './aims/memory.ts';
import { killAims, shopAims } from './aims/shop.ts';
import { syncAims } from './aims/sync.ts';
import type { CodeDigests } from './code-digest.ts';
import { doubts } from './doubts.ts';
import { figure } from './figures.ts';
import { jobs } from './jobs.ts';
import type { Results } from './results.ts';

export const aims: readonly Aim[] = [...fanOutAims, ...syncAims, ...memoryAims, ...shopAims, ...killAims];

export interface Target {
  readonly id: string;
  readonly aim: string;
  /** What was measured; undefined when nothing was. */
  readonly measured: string | undefined;
  /** Undefined where nothing was measured that counts, and where nothing is promised. */
  readonly met: boolean | undefined;
  /** Whether something is promised: else it is told beside another. */
  readonly isPromise: boolean;
  /** Why what was measured does not count. */
  readonly doubts: readonly string[];
  /** Where it is not met. */
  readonly why: string | undefined;
}

/** `codes`: of what there is now. */
export const targets = ({ results }: Results, codes: CodeDigests): readonly Target[] =>
  aims.map((aim) => target(aim, results, codes));

function target(
  { id, aim, of, value, bound, beside, why }: Aim,
  results: Results['results'],
  codes: CodeDigests,
): Target {
  const entry = results[of];
  const job = jobs.find(({ key }) => key === of);
  const at = (name: string): number | undefined => figure(entry, name);
  const reckoned = value(at);
  const more = beside?.(at);
  const measured = reckoned?.toLocaleString('en').concat(more === undefined ? '' : ` (${more})`);
  const told = {
    id,
    aim,
    measured,
    isPromise: bound !== undefined,
    doubts: entry && job ? doubts(entry, job, codes[job.bench]) : [],
  };
  if (reckoned === undefined || bound === undefined || told.doubts.length > 0)
    return { ...told, met: undefined, why: undefined };
  const met = 'least' in bound ? reckoned >= bound.least : reckoned <= bound.most;
  const because = typeof why === 'function' ? why(at) : why;
  return { ...told, met, why: met ? undefined : because };
}
