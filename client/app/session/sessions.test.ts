import { IDBFactory } from 'fake-indexeddb';
import { expect, test, vi } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { breakable } from '../../replica/testing/breakable.ts';
import { openShelf } from './open-shelf.ts';
import { Sessions, type Session, type TabShelf } from './sessions.ts';

const ana: Session = { shop: 'demo', user: 'ana', name: 'Ana', role: 'manager', token: 'one' };
const ben: Session = { ...ana, user: 'ben', name: 'Ben' };
const time = new ManualTime();
/** What a new tab knows for itself: nothing yet. */
const tab = (): TabShelf => {
  const held = new Map<string, string>();
  return { getItem: (key) => held.get(key) ?? null, setItem: (key, text) => void held.set(key, text) };
};
const shelfOn = (device: IDBFactory | undefined) => openShelf(device, (ms, run) => time.after(ms, run));

test('APP-1: who signed in is still known after a restart, and goes on as the same person', async () => {
  const device = new IDBFactory();
  const before = new Sessions(await shelfOn(device), tab(), time);
  before.enter(ana);
  before.enter(ben);
  before.renew({ ...ben, token: 'two' });
  const after = new Sessions(await shelfOn(device), tab(), time);
  expect(after.current()).toEqual({ ...ben, token: 'two' });
  after.leave();
  const last = new Sessions(await shelfOn(device), tab(), time);
  expect(last.current()).toBeUndefined();
  expect(last.known().map(({ user }) => user)).toEqual(['ana', 'ben']);
});

test.each(['{', '{}', '[]', '{"shop": "demo"}', 'null'])(
  'APP-1: a session that reads %s is nobody',
  async (text) => {
    const shelf = await shelfOn(undefined);
    shelf.set('session/demo/ana', text);
    shelf.set('current', 'session/demo/ana');
    expect(new Sessions(shelf, tab(), time).current()).toBeUndefined();
    expect(new Sessions(shelf, tab(), time).known()).toEqual([]);
  },
);

test('APP-1: a device that stores nothing does not keep anybody from working', async () => {
  const silent = { open: () => new EventTarget() } as unknown as IDBFactory;
  const opening = shelfOn(silent);
  await time.advance(3_000);
  const sessions = new Sessions(await opening, tab(), time);
  sessions.enter(ana);
  expect(sessions.current()).toEqual(ana);
});

test('APP-1: who signed in outlasts a browser that clears the device’s storage under the page (fault 4)', async () => {
  const device = new IDBFactory();
  const breakAll = breakable(device);
  new Sessions(await shelfOn(device), tab(), time).enter(ana);
  breakAll();
  device.deleteDatabase('solder-page');
  await vi.waitFor(
    async () => expect(new Sessions(await shelfOn(device), tab(), time).current()).toEqual(ana),
    {
      timeout: 10_000,
    },
  );
});

test('APP-1: two windows of one browser are two people’s, also after a reload of either', async () => {
  const shelf = await shelfOn(new IDBFactory());
  const [first, second] = [tab(), tab()];
  new Sessions(shelf, first, time).enter(ana);
  expect(new Sessions(shelf, second, time).current()).toEqual(ana);
  new Sessions(shelf, second, time).enter(ben);
  expect(new Sessions(shelf, first, time).current()).toEqual(ana);
  expect(new Sessions(shelf, second, time).current()).toEqual(ben);
  new Sessions(shelf, second, time).leave();
  expect(new Sessions(shelf, second, time).current()).toBeUndefined();
  expect(new Sessions(shelf, first, time).current()).toEqual(ana);
});

test('SIGN-3: a tab that is brought back after its person left the device is nobody’s', async () => {
  const device = new IDBFactory();
  const closed = tab();
  new Sessions(await shelfOn(device), closed, time).enter(ana);
  const other = tab();
  const there = new Sessions(await shelfOn(device), other, time);
  expect(there.current()).toEqual(ana);
  there.enter(ana);
  there.leave();
  // As a browser does it that opens a closed tab again: what the tab knew is there once more.
  const again = new Sessions(await shelfOn(device), closed, time);
  expect(again.current()).toBeUndefined();
  again.enter(ana);
  expect(new Sessions(await shelfOn(device), closed, time).current()).toEqual(ana);
  expect(new Sessions(await shelfOn(device), other, time).current()).toBeUndefined();
});

test('TOKEN-1: what opens an account is in memory only, and of who signed out nothing comes back with a late token', async () => {
  const device = new IDBFactory();
  const before = new Sessions(await shelfOn(device), tab(), time);
  before.enter({ ...ana, by: 'account', pin: true });
  before.renew({ ...ana, by: 'account', pin: true, token: 'two' });
  const after = new Sessions(await shelfOn(device), tab(), time);
  expect(after.current()).toMatchObject({ user: 'ana', by: 'account', pin: true, token: '' });
  before.go(ana);
  before.renew({ ...ana, by: 'account', token: 'three' });
  const last = new Sessions(await shelfOn(device), tab(), time);
  expect(last.known()).toEqual([]);
  expect(last.current()).toBeUndefined();
  expect(last.going()).toEqual([{ shop: 'demo', user: 'ana', step: 'data' }]);
});
