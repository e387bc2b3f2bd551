import { describe, expect, test } from 'vitest';
import { entry, person } from '../admit.scene.ts';
import { historyScene } from './history.scene.ts';
import type { FieldChange, RegisterChange } from './change.ts';

/** Everybody has a price of 5,000 by the manager and a name. */
function scene() {
  const setting = historyScene();
  const mia = person(setting, 'mia');
  const tom = person(setting, 'tom');
  const fay = person(setting, 'fay');
  mia.entity.set('price', 5_000);
  mia.entity.set('name', 'Kettle');
  setting.send(mia);
  setting.send(mia);
  const { people } = setting;
  const hear = (): void => {
    for (const each of people) while (each.down.length > 0) setting.pull(each);
  };
  hear();
  return { ...setting, mia, tom, fay, hear };
}

const register = (changes: readonly FieldChange[]): RegisterChange => {
  const [change, ...more] = changes;
  expect(more).toEqual([]);
  if (change?.type !== 'register') throw new Error(`no register: ${change?.type}`);
  return change;
};

describe('what changed', () => {
  test('HIST-1: a register: from, to and the time of the device; writing the same again is no change', () => {
    const { mia, send } = scene();
    mia.entity.set('price', 6_000);
    const change = register(send(mia));
    expect(change).toEqual({
      type: 'register',
      field: 'price',
      from: 5_000,
      to: 6_000,
      stamp: mia.entity.entries('price')[0]?.stamp,
    });
    mia.entity.set('price', 6_000);
    expect(send(mia)).toEqual([]);
    mia.entity.set('price', null);
    expect(register(send(mia))).toMatchObject({ from: 6_000, to: null });
  });

  test('HIST-1: a set: what came and what went; a ledger: what was appended; a deletion and a restoration', () => {
    const { mia, tom, send, hear } = scene();
    mia.entity.change(() => {
      mia.entity.add('tags', 'urgent');
      mia.entity.add('tags', 'vip');
      mia.entity.append('stock', { pieces: 4 });
    });
    expect(send(mia)).toMatchObject([
      { type: 'set', field: 'tags', added: ['urgent', 'vip'], removed: [] },
      { type: 'ledger', field: 'stock', appended: [{ by: 'mia', parts: { pieces: 4 } }] },
    ]);
    hear();
    tom.entity.remove('tags', 'vip');
    expect(send(tom)).toEqual([{ type: 'set', field: 'tags', added: [], removed: ['vip'] }]);
    hear();
    mia.entity.delete();
    expect(register(send(mia))).toMatchObject({ field: 'deleted', from: false, to: true });
    mia.entity.restore();
    expect(register(send(mia))).toMatchObject({ field: 'deleted', from: true, to: false });
  });

  test('HIST-3: two values at once: the second tells which stand; settling tells which stood and which was taken', () => {
    const { mia, fay, send, hear } = scene();
    mia.entity.set('price', 6_000);
    fay.entity.set('price', 7_000);
    expect(register(send(mia))).not.toHaveProperty('standing');
    const second = register(send(fay));
    expect(second).toMatchObject({ from: 6_000, wrote: second.to === 7_000 ? undefined : 7_000 });
    const values = [6_000, 7_000];
    expect(second.standing?.map(({ value }) => value).sort()).toEqual(values);
    expect(second.standing?.map(({ author }) => author).sort()).toEqual(['fay', 'mia']);
    hear();
    mia.entity.set('price', 7_000);
    const settled = register(send(mia));
    expect(settled.stood?.map(({ value }) => value).sort()).toEqual(values);
    expect(settled).toMatchObject({ to: 7_000 });
    expect(settled).not.toHaveProperty('standing');
  });

  test('HIST-3: a settlement that keeps what is shown is told, and so is one by two people at once', () => {
    const { mia, fay, send, hear } = scene();
    mia.entity.set('price', 6_000);
    fay.entity.set('price', 7_000);
    send(mia);
    send(fay);
    hear();
    const shown = mia.entity.get('price');
    mia.entity.set('price', shown);
    fay.entity.set('price', 1);
    expect(register(send(mia))).toMatchObject({ from: shown, to: shown, stood: [{}, {}] });
    const second = register(send(fay));
    expect(new Set(second.standing?.map(({ value }) => value))).toEqual(new Set([1, shown]));
  });

  test('HIST-1: a concurrent value that a policy does not show is told as what was written', () => {
    const { mia, tom, send } = scene();
    mia.time.jump(mia.time.now() + 1_000);
    tom.entity.set('name', 'Toaster');
    mia.entity.set('name', 'Iron');
    send(mia);
    expect(register(send(tom))).toMatchObject({ from: 'Iron', to: 'Iron', wrote: 'Toaster' });
  });

  test('HIST-1: what is written back is no change, and what came with it is', () => {
    const { tom, send } = scene();
    tom.entity.change(() => {
      tom.doc.getArray('registers').push([entry('price', 1, 'tom'), entry('state', 'open', 'tom')]);
      tom.doc.getArray('log:stock').push([
        { id: 'a', at: 1, by: 'eve', pieces: 9 },
        { id: 'b', at: 1, by: 'tom', pieces: 2 },
        { id: 'c', at: 1, by: 'eve', pieces: 9 },
        { id: 'd', at: 1, by: 'tom', pieces: 3 },
      ]);
    });
    expect(send(tom)).toMatchObject([
      { field: 'state', to: 'open' },
      { type: 'ledger', appended: [{ id: 'b' }, { id: 'd' }] },
    ]);
    tom.doc.getArray('log:stock').delete(0, 1);
    expect(send(tom)).toEqual([]);
  });

  test('HIST-1: a field of a newer version is told by its name, its value shortened', () => {
    const { tom, send } = scene();
    tom.doc.getArray('registers').push([entry('later', 'x'.repeat(5_000), 'tom')]);
    const change = register(send(tom));
    expect(change).toMatchObject({ field: 'later', from: null });
    expect(String(change.to)).toHaveLength(201);
  });
});
