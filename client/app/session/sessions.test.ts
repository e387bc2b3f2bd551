import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { openShelf } from './open-shelf.ts';
import { Sessions, type Session } from './sessions.ts';

const ana: Session = { shop: 'demo', user: 'ana', name: 'Ana', role: 'manager', token: 'one' };
const ben: Session = { ...ana, user: 'ben', name: 'Ben' };
const time = new ManualTime();
const shelfOn = (device: IDBFactory | undefined) => openShelf(device, (ms, run) => time.after(ms, run));

test('APP-1: who signed in is still known after a restart, and goes on as the same person', async () => {
  const device = new IDBFactory();
  const before = new Sessions(await shelfOn(device));
  before.enter(ana);
  before.enter(ben);
  before.renew({ ...ben, token: 'two' });
  const after = new Sessions(await shelfOn(device));
  expect(after.current()).toEqual({ ...ben, token: 'two' });
  after.leave();
  const last = new Sessions(await shelfOn(device));
  expect(last.current()).toBeUndefined();
  expect(last.known().map(({ user }) => user)).toEqual(['ana', 'ben']);
});

test.each(['{', '{}', '[]', '{"shop": "demo"}', 'null'])(
  'APP-1: a session that reads %s is nobody',
  async (text) => {
    const shelf = await shelfOn(undefined);
    shelf.set('session/demo/ana', text);
    shelf.set('current', 'session/demo/ana');
    expect(new Sessions(shelf).current()).toBeUndefined();
    expect(new Sessions(shelf).known()).toEqual([]);
  },
);

test('APP-1: a device that stores nothing does not keep anybody from working', async () => {
  const silent = { open: () => new EventTarget() } as unknown as IDBFactory;
  const opening = shelfOn(silent);
  await time.advance(3_000);
  const sessions = new Sessions(await opening);
  sessions.enter(ana);
  expect(sessions.current()).toEqual(ana);
});
