import { expect, it } from 'vitest';
import { openEntity } from '../../shared/document/open-entity.ts';
import { must } from '../../shared/lib/assert.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { projected } from './row-of.ts';
import { convergence } from './testing/convergence.ts';
import { named } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 8);

it(
  'REPL-27, REPL-37: devices that edit, lose their line, reload and crash at random end equal, with nothing pending or lost',
  async () => {
    let played = 0;
    await convergence(() => {
      played++;
      const relay = new ScriptedRelay();
      // Every other shop has been there for long: its records come to a device many in one (REPL-37).
      if (played % 2 === 0) fill(relay);
      return Promise.resolve({
        url: 'ws://relay.test/sync',
        socketFor: () => relay.WebSocket,
        tokenFor: () => Promise.resolve('token'),
        dropAll: () => relay.cut(),
        close: () => Promise.resolve(),
      });
    }, runs);
    expect(played).toBeGreaterThanOrEqual(runs);
  },
  60_000 + runs * 3_000,
);

/** So many records that a device that has nothing stores them together, those that everybody edits among them. */
function fill(relay: ScriptedRelay): void {
  const ids = ['r1', 'r2', 'r3', ...Array.from({ length: 77 }, (_, at) => `other${at}`)];
  for (const id of ids) {
    const room = relay.room(`ticket/${id}`);
    const entity = openEntity({
      doc: room.doc,
      kind: must(kindNamed('ticket'), 'a declared kind'),
      author: 'olu',
      clock: new StampClock(new ManualTime(relay.now())),
      random: seededRandom(ids.indexOf(id)),
    });
    entity.set('subject', `Before, ${id}`);
    room.row = JSON.stringify(projected(named('ticket', id), room.doc));
  }
}
