/** What tests of a whole replica share: the relay's own copy of a record, and the wait for everything to be there. */
import { expect, vi } from 'vitest';
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

/** Until the replica has caught up, and nothing of it is unsent or unsaved. */
export const allSettled = (replica: Replica): Promise<void> =>
  vi.waitFor(() => {
    expect(replica.status()).toMatchObject({
      state: 'completed',
      pending: { records: 0, edits: 0, unsaved: 0 },
    });
  }, 5_000);

/** What the tickets are about that are listed. */
export const subjects = (replica: Replica): unknown[] =>
  replica.rows({ kind: 'ticket', limit: 100 }).rows.map(({ fields }) => fields['subject']);
