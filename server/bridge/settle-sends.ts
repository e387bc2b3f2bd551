/** What becomes of what was sent once theirs was looked at (rule BRIDGE-7). Pure. */
import { entityKey } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import type { Intent } from './state/bridge-state.ts';

/** A step of the state. */
export interface SettledSends {
  readonly intents: readonly Intent[];
  readonly ended: readonly string[];
}

/**
 * What theirs told is decided. A field that it did not tell, for once, may have arrived all the same: what was sent of it is kept
 * beside what is sent next, else what stands there would be taken for somebody's word when it is told again.
 * @param intents of one record
 */
export function settleSends(intents: readonly Intent[], told: { has(field: string): boolean }): SettledSends {
  const sends = intents.flatMap(({ what, ...intent }) => (what.do === 'send' ? [{ ...intent, what }] : []));
  const [first] = sends;
  if (!first) return { intents: [], ended: [] };
  const values: Record<string, Value> = {};
  for (const { what } of sends)
    for (const [field, value] of Object.entries(what.values)) if (!told.has(field)) values[field] = value;
  const key = `${entityKey(first)}/untold`;
  const isLeft = Object.keys(values).length > 0;
  const isAnswered = sends.every(({ what }) => what.answered === true);
  const at = Math.max(...sends.map((each) => each.at));
  const left: Intent = {
    kind: first.kind,
    id: first.id,
    key,
    at,
    what: { do: 'send', values, ...(isAnswered && { answered: true }) },
  };
  return {
    intents: isLeft ? [left] : [],
    ended: sends.flatMap((each) => (isLeft && each.key === key ? [] : [each.key])),
  };
}
