/** What a replica passes on of others, whose edits the relay lost with a commit that failed. */
import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { projectRow } from '../../shared/document/row.ts';
import { GatedStore } from './testing/gated-store.ts';
import { sceneWith } from './testing/scene.ts';

const d1 = 'device/d1';

/** Ben's device is stored; what he does next reaches Eve, and is lost with its commit. */
async function lostWithItsCommit(token: string, change: (scene: Awaited<ReturnType<typeof begin>>) => void) {
  const scene = await begin(token);
  const { store, settle, ben, eve, connect } = scene;
  const release = store.hold('append');
  change(scene);
  await settle();
  store.failing.add('append');
  release();
  await settle();
  store.failing.clear();
  expect(eve.opened(d1).closed?.code).toBe(4503);
  eve.socket.cut();
  ben.socket.cut();
  const again = connect(token);
  await settle();
  again.open(d1, eve.opened(d1).doc);
  await settle();
  const back = async () => {
    const returned = connect('ben');
    await settle();
    returned.open(d1, ben.opened(d1).doc);
    await settle();
  };
  return { ...scene, again, back };
}

async function begin(token: string) {
  const scene = await sceneWith({ store: new GatedStore() });
  const { connect, settle, entity } = scene;
  const [ben, eve] = [connect('ben'), connect(token)];
  await settle();
  ben.open(d1);
  eve.open(d1);
  await settle();
  const record = entity(ben, d1, 'ben');
  record.set('status', 'device_received');
  record.text('notes').insert(0, 'Water damage.');
  await settle();
  return { ...scene, ben, eve, record };
}

const device = must(kindNamed('device'), 'a kind');

describe.each(['eve', 'eve:view'])('passed on by %s', (token) => {
  test('ROOM-4: a value that another value replaced is not refused, and stands until that comes', async () => {
    const { again, back, ben, stored } = await lostWithItsCommit(token, ({ record }) => {
      record.set('status', 'diagnosing');
    });
    expect(again.told('refused')).toEqual([]);
    expect(projectRow(device, 'd1', await stored(d1)).fields['status']).toBe('device_received');
    await back();
    const row = projectRow(device, 'd1', await stored(d1));
    expect(row).toMatchObject({ review: [], fields: { status: 'diagnosing' } });
    for (const { doc } of [again.opened(d1), ben.opened(d1)])
      expect(projectRow(device, 'd1', doc)).toEqual(row);
  });

  test('ROOM-4: letters that were exchanged for others are gone once, and nobody is refused', async () => {
    const { again, back, ben, stored } = await lostWithItsCommit(token, ({ record }) => {
      record.change(() => {
        record.text('notes').delete(0, 5);
        record.text('notes').insert(0, 'Liquid');
      });
    });
    expect(again.told('refused')).toEqual([]);
    await back();
    for (const doc of [again.opened(d1).doc, ben.opened(d1).doc, await stored(d1)])
      expect(doc.getText('text:notes').toJSON()).toBe('Liquid damage.');
  });
});

test('ROOM-4: a move on top of a lost one is not refused, whoever comes first', async () => {
  const scene = await lostWithItsCommit('eve', ({ record }) => record.set('status', 'diagnosing'));
  const { again, entity, settle, back, stored } = scene;
  const record = entity(again, d1, 'eve');
  const next = must(
    record.choices('status')?.find((value) => value === 'ready_to_quote'),
    'a move',
  );
  record.set('status', next);
  record.set('bench', 'B1');
  await settle();
  await back();
  expect(again.told('refused')).toEqual([]);
  expect(projectRow(device, 'd1', await stored(d1))).toMatchObject({ review: [], fields: { status: next } });
});
