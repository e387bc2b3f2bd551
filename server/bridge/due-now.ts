/** What is noted of a record that is to be sent (rules BRIDGE-6 and BRIDGE-11). */
import type { EntityName } from '../../shared/lib/ids.ts';
import type { BridgeState, Outgoing } from './state/bridge-state.ts';

/** Of one that did not move here: something else makes it be looked at. @param now in milliseconds */
export const outgoingAnew = ({ kind, id }: EntityName, now: number): Outgoing => ({
  kind,
  id,
  head: 0,
  tries: 0,
  notBefore: now,
  since: now,
});

/**
 * At once, and as if it had never been tried. What was noted of it stays: with an older entry, what was written meanwhile would
 * never be told as there (rule LEGACY-1), and it would lose its place. @param now in milliseconds
 */
export async function dueNow(
  state: Pick<BridgeState, 'outgoing'>,
  name: EntityName,
  now: number,
): Promise<Outgoing> {
  const anew = outgoingAnew(name, now);
  const { head, since } = (await state.outgoing(name)) ?? anew;
  return { ...anew, head, since };
}
