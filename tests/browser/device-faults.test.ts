/** What a person sees when the device's storage does not open, is cleared or copied, and behind a portal (faults 2, 4, 8 and 14). */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { launchIn } from './chromium.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
beforeAll(async () => {
  scene = await ShopScene.open({ keepsPage: true });
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

const problem = (person: Person, kind: string) =>
  person.page.locator(`[data-testid="sync-badge"][data-storage="${kind}"]`);

/** Clears what the browser keeps for the page, as it does when a device runs out of room. */
async function evict(page: Page, origin: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await devtools.detach();
}

test('STATUS-4: storage that was cleared between two visits is filled again, and what was unsent is told to be lost (fault 4)', async () => {
  const ana = await scene.person('ana');
  const ticket = await ana.newTicket('Evicted');
  await ana.type('notes', 'On the relay.');
  await ana.settled();
  await ana.goOffline();
  await ana.type('notes', ' Only here.');
  await ana.saved();
  // The note of what is unsent is written a moment later.
  await ana.page.waitForFunction(() =>
    Object.keys(localStorage).some((key) => /^[1-9]\d*$/.test(localStorage.getItem(key) ?? '')),
  );
  await ana.page.goto('about:blank');
  await evict(ana.page, ana.network.url);
  await ana.goOnline();
  await ana.signIn();
  await problem(ana, 'lost').waitFor();
  await ana.open(ticket);
  await eventually(() => ana.text('notes'), 'On the relay.');
  // Nothing was made up: the same words once, for everybody.
  const ben = await scene.regular('ben');
  await ben.open(ticket);
  await eventually(() => ben.text('notes'), 'On the relay.');
  expect(await ana.pending()).toBe(0);
});

test('STATUS-4: storage that is cleared under a running page is filled again, and no edit is lost (fault 4)', async () => {
  const ana = await scene.person('ana');
  const ticket = await ana.newTicket('Cleared');
  await ana.type('notes', 'On the relay. ');
  await ana.settled();
  await ana.goOffline();
  await ana.type('notes', 'Only here. ');
  await ana.saved();
  await evict(ana.page, ana.network.url);
  await ana.type('notes', 'Afterwards.');
  await ana.saved();
  // Still without a network: what was unsent is on the device again.
  await ana.page.reload();
  await ana.record().waitFor();
  await eventually(() => ana.text('notes'), 'On the relay. Only here. Afterwards.');
  await ana.goOnline();
  await ana.settled();
  const ben = await scene.regular('ben');
  await ben.open(ticket);
  await eventually(() => ben.text('notes'), 'On the relay. Only here. Afterwards.');
  // And what only the relay had is here again, too.
  await ana.toList('Clients');
});

test('STATUS-2: a database that does not open is told within five seconds, and the page works with the relay alone (fault 2)', async () => {
  const ana = await scene.person('ana');
  await ana.context.addInitScript(() => {
    const hours: IDBOpenDBRequest[] = [];
    IDBFactory.prototype.open = function open() {
      // As when another tab holds an older version of the database open: neither an answer nor an error.
      const request = new EventTarget() as unknown as IDBOpenDBRequest;
      hours.push(request);
      return request;
    };
  });
  // Who is signed in was in a database, too.
  await ana.page.goto(ana.network.url);
  await ana.page.locator('button[data-user="ana"]').click();
  const began = Date.now();
  await problem(ana, 'unavailable').waitFor();
  // Five for the database; the rest is for a machine that has other work.
  expect(Date.now() - began).toBeLessThan(15_000);
  await ana.settled();
  const ticket = await ana.newTicket('Without a database');
  await ana.type('notes', 'In memory, and at the relay.');
  await ana.settled();
  const ben = await scene.regular('ben');
  await ben.open(ticket);
  await eventually(() => ben.text('notes'), 'In memory, and at the relay.');
  await ben.type('notes', ' Seen.');
  await eventually(() => ana.text('notes'), 'In memory, and at the relay. Seen.');
});

test('PEND-7: two copies of one profile write under ids of their own, and both edits are kept (fault 8)', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-clone-'));
  const [first, second] = [path.join(folder, 'one'), path.join(folder, 'two')];
  const network = await scene.network();
  const begin = async (profile: string) => {
    const own = await launchIn(profile);
    const context = must(own.browser.contexts()[0], 'a browser without a context');
    const page = context.pages()[0] ?? (await context.newPage());
    return { own, person: new Person('ana', context, page, network) };
  };
  const running: Awaited<ReturnType<typeof begin>>[] = [];
  try {
    const original = await begin(first);
    running.push(original);
    await original.person.signIn();
    const ticket = await original.person.newTicket('Cloned');
    await original.person.settled();
    network.cut();
    await original.person.type('notes', 'Common. ');
    await original.person.saved();
    await original.own.kill();
    await cp(first, second, {
      recursive: true,
      filter: (file) => !path.basename(file).startsWith('Singleton'),
    });
    const [one, two] = [await begin(first), await begin(second)];
    running.push(one, two);
    await one.person.open(ticket);
    await two.person.open(ticket);
    await one.person.type('notes', 'One. ');
    await two.person.type('notes', 'Two. ');
    await Promise.all([one.person.saved(), two.person.saved()]);
    network.mend();
    await Promise.all([one.person.settled(), two.person.settled()]);
    const ben = await scene.regular('ben');
    await ben.open(ticket);
    await eventually(
      async () => (await ben.text('notes')).split(' ').toSorted(),
      ['', 'Common.', 'One.', 'Two.'],
    );
    const text = await ben.text('notes');
    await eventually(() => one.person.text('notes'), text);
    await eventually(() => two.person.text('notes'), text);
  } finally {
    for (const { own } of running) await own.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** What stands between a device and the relay in a hotel: it answers everything, and never truly. */
async function portal(): Promise<{
  readonly server: Server;
  answer: 'page' | 'bad-gateway';
  readonly url: string;
}> {
  const server = createServer((_, response) => {
    response.writeHead(made.answer === 'page' ? 200 : 502, { 'Content-Type': 'text/html' });
    response.end('<html><body>Welcome! Please accept our terms.</body></html>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const made = {
    server,
    answer: 'page' as 'page' | 'bad-gateway',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  return made;
}

test('REPL-22: behind a portal that answers with a page or a 502 the device is offline, and edits go up later (fault 14)', async () => {
  const ana = await scene.person('ana');
  const ticket = await ana.newTicket('In a hotel');
  await ana.settled();
  const hotel = await portal();
  try {
    ana.network.cut();
    ana.network.retarget(hotel.url);
    ana.network.mend();
    for (const answer of ['page', 'bad-gateway'] as const) {
      hotel.answer = answer;
      await ana.badge('[data-state="offline"]').waitFor();
      await ana.type('notes', `${answer}. `);
      await ana.saved();
      await ana.page.reload();
      await ana.record().waitFor();
      await ana.badge(':is([data-state="offline"], [data-state="connecting"])').waitFor();
    }
    expect(await ana.pending()).toBeGreaterThan(0);
    await eventually(() => ana.text('notes'), 'page. bad-gateway. ');
  } finally {
    ana.network.cut();
    ana.network.retarget(scene.relayUrl);
    ana.network.mend();
    hotel.server.close();
  }
  await ana.settled();
  const ben = await scene.regular('ben');
  await ben.open(ticket);
  await eventually(() => ben.text('notes'), 'page. bad-gateway. ');
});
