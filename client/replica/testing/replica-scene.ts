/** What tests of a whole replica look at: the relay's own copy of a record, and what is listed. */
import { openEntity } from '../../../shared/document/open-entity.ts';
import { projectRow } from '../../../shared/document/row.ts';
import { must } from '../../../shared/lib/assert.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { StampClock } from '../../../shared/lib/stamp.ts';
import { systemTime } from '../../../shared/lib/time.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { Replica } from '../types.ts';
import type { ScriptedRelay } from './scripted-relay.ts';

/** The relay's own copy of a ticket, to read and to write as somebody else. */
export function atRelay(relay: ScriptedRelay, id: string) {
  const kind = must(kindNamed('ticket'), 'a known kind');
  const { doc } = relay.room(`ticket/${id}`);
  const entity = openEntity({
    doc,
    kind,
    author: 'bob',
    clock: new StampClock(systemTime),
    random: seededRandom(1),
  });
  return { doc, entity, row: () => projectRow(kind, id, doc) };
}

/** What the tickets are about that are listed. */
export const subjects = (replica: Replica): unknown[] =>
  replica.rows({ kind: 'ticket', limit: 100 }).rows.map(({ fields }) => fields['subject']);
