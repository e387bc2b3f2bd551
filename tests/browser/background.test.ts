/** What the service worker does while no page is open. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
beforeAll(async () => {
  // The headless shell of Chromium has no background sync.
  scene = await ShopScene.open({ whole: true, keepsPage: true });
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

/** Closes the person's page, and leaves one that is of no site; answers what wakes the worker as the browser would. */
async function closed(person: Person): Promise<(event: 'sync' | 'periodic') => Promise<void>> {
  const blank = await person.context.newPage();
  const session = await person.context.newCDPSession(blank);
  const known = Promise.withResolvers<string>();
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const mine = registrations.find(({ scopeURL }) => scopeURL.startsWith(person.network.url));
    if (mine) known.resolve(mine.registrationId);
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await known.promise;
  await person.page.close();
  const worker = { origin: person.network.url, registrationId };
  return async (event) => {
    if (event === 'sync')
      await session.send('ServiceWorker.dispatchSyncEvent', {
        ...worker,
        tag: 'solder-unsent',
        lastChance: false,
      });
    else await session.send('ServiceWorker.dispatchPeriodicSyncEvent', { ...worker, tag: 'solder-fresh' });
  };
}

/** As if it had lain in a drawer for longer than a token is good for. */
const spoilToken = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const opening = indexedDB.open('solder-page');
    const db = await new Promise<IDBDatabase>((resolve) => {
      opening.addEventListener('success', () => resolve(opening.result));
    });
    const shelf = db.transaction('shelf', 'readwrite').objectStore('shelf');
    const reading = shelf.get('session/demo/ana');
    await new Promise<void>((resolve) => {
      reading.addEventListener('success', () => {
        const known = JSON.parse(String(reading.result)) as Record<string, string>;
        shelf.put(JSON.stringify({ ...known, token: 'expired' }), 'session/demo/ana');
        shelf.transaction.addEventListener('complete', () => resolve());
      });
    });
    db.close();
  });

/** Whether the row of a record is in this device's database, as the worker reads it. */
async function isStored({ context }: Person, path: string): Promise<boolean> {
  const [worker] = context.serviceWorkers();
  return must(worker, 'a service worker').evaluate(async (name) => {
    const opening = indexedDB.open('solder/demo/ana');
    const db = await new Promise<IDBDatabase>((resolve) => {
      opening.addEventListener('success', () => resolve(opening.result));
    });
    const reading = db.transaction('rows').objectStore('rows').getKey(name);
    const key = await new Promise<unknown>((resolve) => {
      reading.addEventListener('success', () => resolve(reading.result));
    });
    db.close();
    return key !== undefined;
  }, path.slice('/demo/'.length));
}

test('WAKE-1: with no page open, what was written offline goes up, with a token that has expired, and what others wrote comes down', async () => {
  const ana = await scene.person('ana');
  await ana.goOffline();
  const path = await ana.newTicket('Written before the lid was shut');
  await ana.saved();
  await spoilToken(ana.page);
  const wake = await closed(ana);

  const token = await scene.token('ben');
  const subject = async (of: string): Promise<unknown> => {
    const answer = await fetch(`${scene.relayUrl}/api/shops${of}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const { fields } = (await answer.json()) as { fields?: Record<string, unknown> };
    return fields?.['subject'];
  };
  expect(await subject(path)).toBeUndefined();
  // The browser may wake the worker by itself from here on, as it was asked to.
  await ana.goOnline();
  await wake('sync');
  await eventually(() => subject(path), 'Written before the lid was shut');
  // It is on the disk.
  await scene.killRelay();
  await scene.startRelay();
  expect(await subject(path)).toBe('Written before the lid was shut');

  const ben = await scene.person('ben');
  const theirs = await ben.newTicket('While nobody looked');
  await ben.settled();
  await wake('periodic');
  await eventually(() => isStored(ana, theirs), true);
  ana.network.cut();
  ana.page = await ana.context.newPage();
  await ana.context.setOffline(true);
  await ana.open(theirs);
  expect(await ana.value('subject')).toBe('While nobody looked');
  expect(await ana.pending()).toBe(0);
});
