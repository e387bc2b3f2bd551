/** What whoever has a record open hears while it is erased: nothing for good before it is done for good. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EntityId, KindName } from '../../shared/lib/ids.ts';
import { StoreUnavailable } from '../store/store.ts';
import { GatedStore } from './testing/gated-store.ts';
import { demo, documentName, sceneWith, type Scene } from './testing/scene.ts';

const c1 = 'client/c1';
const names = [{ kind: 'client' as KindName, id: 'c1' as EntityId }];

let setting: Scene<GatedStore>;
beforeEach(async () => {
  setting = await sceneWith({ store: new GatedStore() });
});
afterEach(() => setting.store.close());

const erase = () =>
  setting.relay
    .erase(demo, names, () =>
      Promise.resolve({
        shop: demo,
        subject: { kind: 'client' as KindName, id: 'c1' as EntityId },
        by: 'olu',
        at: 1,
        names,
        kept: [],
        files: [],
      }),
    )
    .then(
      () => 'done',
      (error: unknown) => error,
    );

/** Ana has the record open, and something of it is stored. */
async function anaIn() {
  const ana = setting.connect('ana');
  await setting.settle();
  ana.open(c1);
  await setting.settle();
  setting.entity(ana, c1, 'ana').set('name', 'Ada');
  await setting.settle();
  expect(ana.opened(c1).acked).toBe(ana.opened(c1).sent);
  return ana;
}

describe('ERASE-4: a record is said to be erased once it is', () => {
  test('ERASE-4: when the commit fails, whoever has it open is told to come back, finds it whole and goes on', async () => {
    const { store, settle, entity, connect } = setting;
    const ana = await anaIn();
    store.failing.add('erase');
    expect(await erase()).toBeInstanceOf(StoreUnavailable);
    await settle();
    expect(ana.told('erased')).toEqual([]);
    expect(ana.opened(c1).closed).toMatchObject({ code: 4503 });

    const { doc } = ana.opened(c1);
    entity(ana, c1, 'ana').set('phone', '0770');
    ana.open(c1, doc);
    await settle();
    expect(ana.opened(c1).closed).toBeUndefined();
    const ben = connect('ben');
    await settle();
    ben.open(c1);
    await settle();
    expect(entity(ben, c1, 'ben').get('phone')).toBe('0770');
    expect(entity(ben, c1, 'ben').get('name')).toBe('Ada');
  });

  test('ERASE-4: while it is under way nobody hears that it is erased, who comes is told to come back, and then all are told', async () => {
    const { store, settle, connect, relay } = setting;
    const ana = await anaIn();
    const release = store.hold('erase');
    const erasing = erase();
    await settle();
    const ben = connect('ben');
    await settle();
    ben.open(c1);
    await settle();
    expect(ben.opened(c1).closed).toMatchObject({ code: 4503 });
    await expect(relay.write(documentName(c1), 'ana' as never, () => 1)).rejects.toThrow(StoreUnavailable);
    expect([...ana.told('erased'), ...ben.told('erased')]).toEqual([]);
    expect(ana.opened(c1).closed).toBeUndefined();

    release();
    expect(await erasing).toBe('done');
    await settle();
    expect(ana.told('erased')).toMatchObject([{ names: [c1] }]);
    expect(ana.opened(c1).closed).toMatchObject({ code: 4404 });
    ben.open(c1);
    await settle();
    expect(ben.told('erased')).toMatchObject([{ names: [c1] }]);
    expect(ben.opened(c1).closed).toMatchObject({ code: 4404 });
  });
});
