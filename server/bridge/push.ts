/**
 * Sends what is outgoing, kind by kind in the order in which they depend on each other (rules BRIDGE-6 and BRIDGE-11). A record
 * that fails waits longer each time and is given up in the end, and the others go on; an API that fails for everything
 * counts against no record.
 */
import { backoff } from '../../shared/lib/backoff.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { StoreUnavailable } from '../store/store.ts';
import { isTrouble } from './api/legacy-api.ts';
import { blameRecord } from './blame.ts';
import { dueNow } from './due-now.ts';
import { giveUp } from './letters.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';
import { NotYet } from './not-yet.ts';
import { wasListed } from './place.ts';
import { pushRecord } from './push-record.ts';
import type { DeadReason, Outgoing } from './state/bridge-state.ts';

const atOnce = 50;
/** Most entries of the shop's log that are looked at in one step. */
const movedAtOnce = 200;

/** Notes what moved here since. */
export async function noteMoved({ state, records, mapping, now }: Parts): Promise<void> {
  const mapped = new Set<string>(mapping.kinds.map(({ kind }) => kind));
  for (;;) {
    const after = Number((await state.cursor('moved')) ?? 0);
    const { upTo, more, records: moved } = await records.moved(after, movedAtOnce);
    if (upTo === after) return;
    const outgoing: Outgoing[] = [];
    for (const { kind, id, head } of moved) {
      if (!mapped.has(kind)) continue;
      // Somebody wrote again: what was waiting for another try need not wait.
      outgoing.push({ ...(await dueNow(state, { kind, id }, now())), head });
    }
    // So is what was given up of it.
    const revived = outgoing.map((each) => entityKey(each));
    await state.commit({ outgoing, revived, cursors: { moved: String(upTo) } });
    if (!more) return;
  }
}

/** @throws Trouble when the API does not answer at all, or wants somebody to sign in. */
export async function pushDue(parts: Parts): Promise<void> {
  for (const mapping of parts.mapping.kinds) {
    if (!(await wasListed(parts, mapping))) {
      await pushKnown(parts, mapping);
      continue;
    }
    for (;;) {
      const due = await parts.state.due(mapping.kind, parts.now(), atOnce);
      if (due.length === 0) break;
      for (const each of due) {
        await parts.rest?.();
        // Somebody may have let go of it meanwhile, or taken it up again.
        const out = await parts.state.outgoing(each);
        if (out) await pushOne(parts, mapping, out);
      }
    }
  }
}

/** What is there may be there already: nothing is made before all of the kind was listed once (rule BRIDGE-27). */
async function pushKnown(parts: Parts, mapping: KindMapping): Promise<void> {
  const { state, now } = parts;
  for (const each of await state.due(mapping.kind, now(), Number.MAX_SAFE_INTEGER)) {
    const link = await state.link(each);
    if (link && link.legacy !== null) await pushOne(parts, mapping, each);
  }
}

async function pushOne(parts: Parts, mapping: KindMapping, each: Outgoing): Promise<void> {
  try {
    await pushRecord(parts, mapping, each);
  } catch (error) {
    if (error instanceof StoreUnavailable || isTrouble(error, 'signed-out')) throw error;
    if (isTrouble(error)) await blameRecord(parts, mapping, error);
    await putOff(parts, mapping, each, error);
  }
}

async function putOff(parts: Parts, mapping: KindMapping, each: Outgoing, error: unknown): Promise<void> {
  const { state, now, limits, random } = parts;
  if (error instanceof NotYet && error.until !== undefined) {
    return state.commit({ outgoing: [{ ...each, notBefore: error.until }] });
  }
  const tries = each.tries + 1;
  if (tries < limits.tries) {
    const notBefore = now() + backoff(each.tries, limits.wait, random);
    return state.commit({ outgoing: [{ ...each, tries, notBefore }] });
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return giveUp(parts, mapping, each, { reason: reasonOf(error), detail, tries });
}

function reasonOf(error: unknown): DeadReason {
  if (error instanceof NotYet) return error.reason;
  if (isTrouble(error, 'refused')) return 'refused';
  return isTrouble(error) ? 'exhausted' : 'internal';
}
