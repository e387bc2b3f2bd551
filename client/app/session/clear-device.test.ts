import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { endGoing, forgetGoing } from './clear-device.ts';
import { Sessions, type Session, type Shelf, type TabShelf } from './sessions.ts';

const ana: Session = { shop: 'demo', user: 'ana', name: 'Ana', role: 'manager', token: 't', by: 'account' };
const anaB: Session = { ...ana, user: 'ana.b' };
const far: Session = { ...ana, shop: 'far' };

function textShelf(texts: readonly string[]) {
  const held = new Map(texts.map((text) => [text, 'x']));
  return {
    held,
    get length() {
      return held.size;
    },
    key: (at: number) => [...held.keys()][at] ?? null,
    removeItem: (key: string) => void held.delete(key),
  };
}

async function scene(relay: ('ended' | 'away')[] = []) {
  const held = new Map<string, string>();
  const shelf: Shelf = {
    keys: () => [...held.keys()],
    get: (key) => held.get(key),
    set: (key, text) => void held.set(key, text),
    remove: (key) => void held.delete(key),
  };
  const tab = new Map<string, string>();
  const time = new ManualTime();
  const ofTab: TabShelf = {
    getItem: (key) => tab.get(key) ?? null,
    setItem: (key, text) => void tab.set(key, text),
  };
  const sessions = new Sessions(shelf, ofTab, time);
  for (const each of [far, anaB, ana]) sessions.enter(each);
  const indexedDB = new IDBFactory();
  const open = (name: string): Promise<IDBDatabase> =>
    new Promise((resolve) => {
      const opening = indexedDB.open(name);
      opening.addEventListener('success', () => resolve(opening.result));
    });
  for (const path of ['demo/ana', 'demo/ana/files', 'demo/ana/journal/order/o1', 'demo/ana.b', 'far/ana']) {
    (await open(`solder/${path}`)).close();
  }
  const texts = textShelf([
    'solder.drafts/demo/ana/tab1',
    'solder.check-in/demo/ana/tab1',
    'solder/demo/ana/unsent',
    'solder.drafts/demo/ana.b/tab1',
    'solder/far/ana/unsent',
    'theme',
  ]);
  const forgotten: string[] = [];
  const parts = {
    sessions,
    verifier: { forget: ({ user }: { readonly user: string }) => void forgotten.push(user) },
    indexedDB,
    time,
    texts,
    endAtRelay: () => Promise.resolve(relay.shift() ?? ('ended' as const)),
  };
  const databases = async () =>
    (await indexedDB.databases()).map(({ name = '' }) => name).toSorted((a, b) => (a < b ? -1 : 1));
  return { sessions, parts, databases, texts, forgotten, open, time, held };
}

test('OUT-1: who signs out leaves nothing on the device, and of nobody else anything goes', async () => {
  const { sessions, parts, databases, texts, forgotten, held } = await scene();
  sessions.go(ana);
  expect(sessions.current()).toBeUndefined();
  await forgetGoing(parts);
  await endGoing(parts);
  expect(await databases()).toEqual(['solder/demo/ana.b', 'solder/far/ana']);
  expect([...texts.held.keys()]).toEqual(['solder.drafts/demo/ana.b/tab1', 'solder/far/ana/unsent', 'theme']);
  expect(forgotten).toEqual(['ana']);
  expect(
    sessions
      .known()
      .map(({ shop, user }) => `${shop}/${user}`)
      .toSorted(),
  ).toEqual(['demo/ana.b', 'far/ana']);
  expect([...held.keys()].filter((key) => key.startsWith('going/'))).toEqual([]);
});

test('OUT-3: without a network the data goes all the same, and the relay is told later; signing in again ends that', async () => {
  const { sessions, parts, databases } = await scene(['away', 'away', 'ended']);
  sessions.go(ana);
  await forgetGoing(parts);
  await endGoing(parts);
  expect(await databases()).not.toContain('solder/demo/ana');
  expect(sessions.going()).toEqual([{ shop: 'demo', user: 'ana', step: 'relay' }]);
  await endGoing(parts);
  expect(sessions.going()).toHaveLength(1);
  sessions.enter(ana);
  expect(sessions.going()).toEqual([]);
  sessions.go(ana);
  await forgetGoing(parts);
  await endGoing(parts);
  expect(sessions.going()).toEqual([]);
});

test('OUT-3: of whom the relay cannot be told holds up nobody else', async () => {
  const { sessions, parts } = await scene(['away', 'ended']);
  for (const each of [ana, far]) sessions.go(each);
  await forgetGoing(parts);
  const [first] = sessions.going();
  await endGoing(parts);
  expect(sessions.going()).toEqual([first]);
  await endGoing({ ...parts, endAtRelay: () => Promise.reject(new Error('bug')) });
  expect(sessions.going()).toEqual([first]);
});

test('OUT-3: what another tab has open is not called gone, and goes at the next start', async () => {
  const { sessions, parts, databases, open, time } = await scene();
  const held = await open('solder/demo/ana');
  sessions.go(ana);
  const forgetting = forgetGoing(parts);
  await time.advance(0);
  await new Promise((resolve) => setImmediate(resolve));
  await time.advance(5_000);
  await forgetting;
  expect(sessions.going()).toEqual([{ shop: 'demo', user: 'ana', step: 'data' }]);
  held.close();
  await forgetGoing(parts);
  expect(await databases()).not.toContain('solder/demo/ana');
  expect(sessions.going()).toEqual([{ shop: 'demo', user: 'ana', step: 'relay' }]);
});
