import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { stampAt } from '../../shared/lib/stamp.ts';
import { scene } from './testing/scene.ts';

const d1 = 'device/d1';

/** Ana received a device; she and Ben have it open. */
async function received() {
  const place = await scene();
  const { connect, settle, entity } = place;
  const [ana, ben] = [connect('ana'), connect('ben:technician')];
  await settle();
  for (const peer of [ana, ben]) peer.open(d1);
  await settle();
  const record = entity(ana, d1, 'ana');
  record.set('status', 'device_received');
  record.set('model', 'One');
  record.set('model', 'Two');
  await settle();
  return { ...place, ana, ben };
}

/** As a program that knows nothing of the workflow would. */
function jump(doc: Y.Doc, value: string, author = 'ben'): void {
  const registers = doc.getArray('registers');
  doc.transact(() => {
    const at = (registers.toJSON() as unknown[][]).findIndex((entry) => entry[0] === 'status');
    registers.delete(at, 1);
    registers.push([['status', value, stampAt(1_800_000_000_000), author]]);
  });
}

describe('REFUSE-13: a status goes along its table', () => {
  test('REFUSE-13: nobody else sees a jump, and who made it is told and returns', async () => {
    const { ana, ben, settle, entity } = await received();
    const seen: unknown[] = [];
    ana.opened(d1).doc.on('update', () => seen.push(entity(ana, d1, 'ana').get('status')));
    jump(ben.opened(d1).doc, 'collected');
    await settle();
    expect(ben.told('refused')).toEqual([
      { type: 'refused', name: d1, edits: [{ field: 'status', rule: 'workflow' }] },
    ]);
    expect(seen).not.toContain('collected');
    for (const peer of [ana, ben]) {
      expect(entity(peer, d1, 'x').entries('status')).toMatchObject([{ value: 'device_received' }]);
    }
    entity(ben, d1, 'ben').set('status', 'diagnosing');
    await settle();
    expect(entity(ana, d1, 'ana').get('status')).toBe('diagnosing');
    expect(ben.opened(d1)).toMatchObject({ sent: 3, acked: 3 });
  });

  test('REFUSE-13: what may answer to something that is gone stands in review, for its author as well', async () => {
    const { ana, ben, settle, entity, stored } = await received();
    const { doc } = ben.opened(d1);
    ben.close(d1);
    await settle();
    const offline = doc.getArray('registers');
    offline.push([['bench', 'A1', stampAt(1_800_000_000_000), 'ben']]);
    offline.delete(offline.length - 1, 1);
    jump(doc, 'collected');
    ben.open(d1, doc);
    await settle();
    expect(ben.told('refused')).toEqual([]);
    for (const peer of [ana, ben]) {
      const record = entity(peer, d1, 'x');
      expect(record.reviews().map(({ field }) => field)).toEqual(['status']);
      expect(new Set(record.entries('status').map(({ value }) => value))).toEqual(
        new Set(['collected', 'device_received']),
      );
    }
    expect(Y.encodeStateAsUpdate(await stored(d1))).toEqual(Y.encodeStateAsUpdate(ana.opened(d1).doc));
    entity(ana, d1, 'ana').set('status', 'device_received');
    await settle();
    expect(entity(ben, d1, 'ben').reviews()).toEqual([]);
  });

  test('REFUSE-13: a manager takes back what a technician did, and not the other way round', async () => {
    const { ana, ben, settle, entity } = await received();
    entity(ben, d1, 'ben').set('status', 'diagnosing');
    await settle();
    jump(ana.opened(d1).doc, 'device_received', 'ana');
    await settle();
    expect(ana.told('refused')).toEqual([]);
    expect(entity(ben, d1, 'ben').get('status')).toBe('device_received');
    entity(ana, d1, 'ana').set('status', 'diagnosing');
    await settle();
    jump(ben.opened(d1).doc, 'device_received');
    await settle();
    expect(ben.told('refused')).toHaveLength(1);
    expect(entity(ben, d1, 'ben').get('status')).toBe('diagnosing');
  });

  test('REFUSE-13: a write of the relay’s own process goes along the table, too, unless it is an import', async () => {
    const { relay, ana, settle, entity } = await received();
    const name = { shop: 'demo', kind: 'device', id: 'd1' } as never;
    await expect(
      relay.write(name, 'eva' as never, (record) => record.set('status', 'repairing')),
    ).rejects.toThrow('no move leads');
    await relay.write(name, '@import' as never, (record) => record.set('status', 'repairing'));
    await settle();
    expect(entity(ana, d1, 'ana').get('status')).toBe('repairing');
  });
});
