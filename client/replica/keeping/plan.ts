/** What goes to make room (rules KEEP-2 and KEEP-3): a decision over what there is, with no knowledge of where it lies. */
import { byUrgency } from '../priority.ts';
import type { Priority } from '../types.ts';

export interface Held {
  readonly bytes: number;
  /** Milliseconds. */
  readonly accessed: number;
  readonly worth: Priority;
  /** A person does not want it here: it goes whatever room there is, unless it is critical. */
  readonly isUnwanted?: boolean;
  /** It goes even where it takes up nothing. */
  readonly mayGoEmpty?: boolean;
}

export interface Limits {
  /** In bytes; `fixed` of them cannot go. */
  readonly budget: number;
  readonly fixed: number;
  /** What was last accessed before goes, unless it is high or critical. */
  readonly since: number;
}

export interface PrunePlan<H extends Held> {
  /** What goes first stands first. */
  readonly goes: readonly H[];
  readonly frees: number;
  /** What is left is more than the budget all the same: by so many bytes. */
  readonly over: number;
}

export function planOf<H extends Held>(held: readonly H[], { budget, fixed, since }: Limits): PrunePlan<H> {
  let total = held.reduce((sum, { bytes }) => sum + bytes, fixed);
  const inOrder = held
    .filter(({ bytes, worth, mayGoEmpty = false }) => (bytes > 0 || mayGoEmpty) && worth !== 'critical')
    .sort((a, b) => byUrgency(b.worth, a.worth) || a.accessed - b.accessed);
  const goes = inOrder.filter((each) => {
    const isAged = each.worth !== 'high' && each.accessed < since;
    if (!isAged && !each.isUnwanted) return false;
    total -= each.bytes;
    return true;
  });
  const aged = new Set(goes);
  for (const each of inOrder) {
    if (total <= budget) break;
    if (aged.has(each)) continue;
    goes.push(each);
    total -= each.bytes;
  }
  const frees = goes.reduce((sum, { bytes }) => sum + bytes, 0);
  return { goes, frees, over: Math.max(0, total - budget) };
}
