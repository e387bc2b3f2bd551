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
  readonly aim: string;
  /** What was measured; undefined when nothing was. */
  readonly measured: string | undefined;
  /** Undefined where nothing was measured that counts. */
  readonly met: boolean | undefined;
  /** Why what was measured does not count. */
  readonly doubts: readonly string[];
  /** Where it is not met. */
  readonly why: string | undefined;
}

/** `codes`: of what there is now. */
export const targets = ({ results }: Results, codes: CodeDigests): readonly Target[] =>
  aims.map((aim) => target(aim, results, codes));

function target(
  { aim, of, value, bound, why }: Aim,
  results: Results['results'],
  codes: CodeDigests,
): Target {
  const entry = results[of];
  const job = jobs.find(({ key }) => key === of);
  const at = (name: string): number | undefined => figure(entry, name);
  const reckoned = value(at);
  const measured = reckoned?.toLocaleString('en');
  const against = entry && job ? doubts(entry, codes[job.bench]) : [];
  if (reckoned === undefined || against.length > 0)
    return { aim, measured, met: undefined, doubts: against, why: undefined };
  const met = 'least' in bound ? reckoned >= bound.least : reckoned <= bound.most;
  const told = typeof why === 'function' ? why(at) : why;
  return { aim, measured, met, doubts: against, why: met ? undefined : told };
}
