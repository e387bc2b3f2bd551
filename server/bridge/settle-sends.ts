/** What becomes of what was sent, once it is seen that it arrived, or what stands there instead (rule BRIDGE-7). Pure. */
import { entityKey } from '../../shared/lib/ids.ts';
import type { Intent } from './state/bridge-state.ts';

/** A step of the state. */
export interface SettledSends {
  readonly intents: readonly Intent[];
  readonly ended: readonly string[];
}

/**
 * What was sent of these fields is decided. The rest may have arrived all the same: it is kept under a key of its own, beside what is
 * sent next, else what stands there would be taken for somebody's word when it is told.
 * @param intents of one record
 */
export function settleSends(
  intents: readonly Intent[],
  decided: { has(field: string): boolean },
): SettledSends {
  const left: Intent[] = [];
  const ended: string[] = [];
  for (const intent of intents) {
    const { what } = intent;
    if (what.do !== 'send') continue;
    const isOpen = ([field]: readonly [string, unknown]): boolean => !decided.has(field);
    const values = Object.fromEntries(Object.entries(what.values).filter(isOpen));
    const steps = what.steps && Object.fromEntries(Object.entries(what.steps).filter(isOpen));
    const key = `${entityKey(intent)}/sent/${intent.at}`;
    if (Object.keys(values).length > 0)
      left.push({ ...intent, key, what: { ...what, values, ...(steps && { steps }) } });
    if (Object.keys(values).length === 0 || key !== intent.key) ended.push(intent.key);
  }
  return { intents: left, ended };
}

/** Nothing that was sent says anything any more: there is no such record there now. */
export const endSends = (intents: readonly Intent[]): Pick<SettledSends, 'ended'> => ({
  ended: intents.flatMap(({ what, key }) => (what.do === 'send' ? [key] : [])),
});
