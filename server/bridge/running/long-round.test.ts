/** A bridge whose round takes long, and what is asked of it meanwhile. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { parseShop, type Author, type KindName } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { systemTime } from '../../../shared/lib/time.ts';
import { startSimple } from '../../../tests/legacy-api/simple/start.ts';
import { silentLog } from '../../log.ts';
import { documentNamed } from '../../store/entries-scene.ts';
import { openWorkshop } from '../../workshop.ts';
import { recordIdOf } from '../legacy-ids.ts';

const shop = must(parseShop('demo'), 'a legal name');

test('RUN-9: what is erased or asked while a round is under way waits for one record, not for the round', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-long-round-'));
  const legacy = await startSimple({ time: systemTime, records: 12 });
  const workshop = await openWorkshop({ folder, time: systemTime, random: seededRandom(1), log: silentLog });
  const act = (name: 'set' | 'run' | 'discard', asked: object = {}): Promise<unknown> =>
    workshop.bridges.do(name, new Map(Object.entries({ shop, ...asked })));
  try {
    await workshop.store.createShop(shop, 'Demo');
    await act('set', { address: legacy.url, token: legacy.token, perMinute: 6_000 });
    await act('run', { full: true });
    for (const { id } of legacy.rows('devices'))
      await workshop.relay.write(
        documentNamed(`device/${recordIdOf(String(id))}`),
        'ben' as Author,
        (entity) => entity.text('diagnosis').insert(0, 'Wet. '),
        { role: 'owner' },
      );
    let isSending = false;
    legacy.faults.next({ fault: 'meanwhile', run: () => (isSending = true) }, { kind: /^PATCH/ });
    legacy.faults.next({ fault: 'slow', ms: 300 }, { times: 1_000 });
    const order: string[] = [];
    const running = act('run', { full: true }).then(() => order.push('round'));
    await vi.waitFor(() => expect(isSending).toBe(true), 30_000);
    const id = recordIdOf(String(legacy.rows('clients')[0]?.['id']));
    await Promise.all([
      workshop.bridges.forget(shop, [{ kind: 'client' as KindName, id }]).then(() => order.push('forgotten')),
      act('discard').then(() => order.push('discarded')),
    ]);
    legacy.faults.heal();
    await running;
    expect(order.toSorted()).toEqual(['discarded', 'forgotten', 'round']);
    expect(order.at(-1)).toBe('round');
  } finally {
    await workshop.close();
    await legacy.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
