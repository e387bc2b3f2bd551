/**
 * Where a record stands on its way into the legacy system, by what the bridge knows of it (rule LEGACY-1); pure functions,
 * and the scan of everything with which a bridge begins.
 */
import { entityKey, type EntityKey, type EntityName, type KindName } from '../../../shared/lib/ids.ts';
import type { LegacyStep } from '../../../shared/protocol/legacy.ts';
import type { Reached } from '../../relay/legacy-steps.ts';
import { isOfOurs } from '../letters.ts';
import type { Records } from '../records.ts';
import type { BridgeState, Link } from '../state/bridge-state.ts';

/** Of one that has nothing to be sent. */
export function stepOf(link: Link | undefined): LegacyStep {
  if (!link) return 'apart';
  // Deleted on both sides, each knows that of the other.
  if (link.gone === 'here' || link.gone === 'there') return 'there';
  if (link.legacy === null || link.gone === 'erased') return 'apart';
  if ((link.behind ?? []).length > 0) return 'part';
  return Object.values(link.aside).some(({ whose }) => whose === 'ours') ? 'part' : 'there';
}

const atOnce = 500;

/** All that is not there altogether, page by page. What was not noted as outgoing yet is waiting, too. */
export async function* scanStanding(
  kinds: readonly KindName[],
  state: BridgeState,
  records: Records,
): AsyncGenerator<readonly Reached[]> {
  const told = new Set<EntityKey>();
  const reached = ({ kind, id }: EntityName, step: LegacyStep, seq: number): Reached[] => {
    const key = entityKey({ kind, id });
    if (told.has(key)) return [];
    told.add(key);
    return [{ kind, id, step, seq }];
  };
  for (let after = Number((await state.cursor('moved')) ?? 0), more = true; more;) {
    const moved = await records.moved(after, atOnce);
    yield moved.records.flatMap((record) => reached(record, 'waiting', record.head));
    [after, more] = [moved.upTo, moved.more];
  }
  for (const kind of kinds) {
    const outgoing = await state.due(kind, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    yield outgoing.flatMap((each) => reached(each, 'waiting', each.head));
  }
  for (const letter of await state.deadLetters()) {
    const { kind, id } = letter;
    if (id !== null && isOfOurs(letter)) yield reached({ kind, id }, 'given-up', 0);
  }
  for (const kind of kinds) {
    for await (const id of records.ids(kind)) {
      const step = stepOf(await state.link({ kind, id }));
      if (step !== 'there') yield reached({ kind, id }, step, 0);
    }
  }
}
