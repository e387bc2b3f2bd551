/**
 * Sends what is outgoing, kind by kind in the order in which they depend on each other (rules BRIDGE-6 and BRIDGE-11). A record
 * that fails waits longer each time and is given up in the end, and the others go on; an API that fails for everything
 * counts against no record.
 */
import { backoff } from '../../shared/lib/backoff.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { StoreUnavailable } from '../store/store.ts';
import { isTrouble } from './api/legacy-api.ts';
import { listPage } from './list-page.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';
import { NotYet } from './not-yet.ts';
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
      const there = await state.outgoing({ kind, id });
      // Somebody wrote again: what was waiting for another try need not wait.
      outgoing.push({ kind, id, head, tries: 0, notBefore: now(), since: there?.since ?? now() });
    }
    await state.commit({ outgoing, cursors: { moved: String(upTo) } });
    if (!more) return;
  }
}

/** @throws Trouble when the API does not answer at all, or wants somebody to sign in. */
export async function pushDue(parts: Parts): Promise<void> {
  for (const mapping of parts.mapping.kinds) {
    for (;;) {
      const due = await parts.state.due(mapping.kind, parts.now(), atOnce);
      if (due.length === 0) break;
      for (const each of due) await pushOne(parts, mapping, each);
    }
  }
}

async function pushOne(parts: Parts, mapping: KindMapping, each: Outgoing): Promise<void> {
  try {
    await pushRecord(parts, mapping, each);
  } catch (error) {
    if (error instanceof StoreUnavailable || isTrouble(error, 'signed-out')) throw error;
    if (isTrouble(error, 'unreachable', 'ambiguous', 'limited'))
      await listPage(parts, firstKind(parts), 1, false);
    await putOff(parts, each, error);
  }
}

const firstKind = ({ mapping }: Parts): KindMapping => mapping.kinds[0] as KindMapping;

async function putOff(parts: Parts, each: Outgoing, error: unknown): Promise<void> {
  const { state, now, limits, random } = parts;
  const { kind, id } = each;
  if (error instanceof NotYet && error.until !== undefined) {
    return state.commit({ outgoing: [{ ...each, notBefore: error.until }] });
  }
  const tries = each.tries + 1;
  if (tries < limits.tries) {
    const notBefore = now() + backoff(each.tries, limits.wait, random);
    return state.commit({ outgoing: [{ ...each, tries, notBefore }] });
  }
  const key = entityKey(each);
  const legacy = (await state.link(each))?.legacy ?? null;
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const reason = reasonOf(error);
  await state.commit({
    sent: [each],
    dead: [{ key, kind, id, legacy, what: 'record', reason, detail, at: now(), tries }],
  });
  parts.tell({ type: 'given-up', key, reason });
}

function reasonOf(error: unknown): DeadReason {
  if (error instanceof NotYet) return 'parent-missing';
  if (isTrouble(error, 'refused')) return 'refused';
  return isTrouble(error) ? 'exhausted' : 'internal';
}
