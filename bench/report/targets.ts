/** What is aimed at and what came out. */
import type { Aim } from './aim.ts';
import { fanOutAims } from './aims/fan-out.ts';
import { memoryAims } from './aims/memory.ts';
import { killAims, shopAims } from './aims/shop.ts';
import { syncAims } from './aims/sync.ts';
import { figure } from './figures.ts';
import type { Results } from './results.ts';

export const aims: readonly Aim[] = [...fanOutAims, ...syncAims, ...memoryAims, ...shopAims, ...killAims];

export interface Target {
  readonly aim: string;
  /** What was measured; undefined when nothing was. */
  readonly measured: string | undefined;
  readonly met: boolean | undefined;
  /** Where it is not met. */
  readonly why: string | undefined;
}

export const targets = (results: Results): readonly Target[] => aims.map((aim) => target(aim, results));

function target({ aim, of, value, bound, why }: Aim, results: Results): Target {
  const at = (name: string): number | undefined => figure(results, of, name);
  const reckoned = value(at);
  if (reckoned === undefined) return { aim, measured: undefined, met: undefined, why: undefined };
  const met = 'least' in bound ? reckoned >= bound.least : reckoned <= bound.most;
  const told = typeof why === 'function' ? why(at) : why;
  return { aim, measured: reckoned.toLocaleString('en'), met, why: met ? undefined : told };
}
