/** What happens when the device's storage, its tabs or the browser itself fail (faults 1, 5, 6 and 7). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { launchIn } from './chromium.ts';
import { eventually, untilGood } from './eventually.ts';
import { Person } from './person.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
beforeAll(async () => {
  scene = await ShopScene.open({ keepsPage: true });
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

test('APP-12: a full device is told, and the edit still reaches the relay (fault 1); a database that is closed under the page is opened again, and nothing is lost (fault 5)', async () => {
  const [ana, dee, ben, cai] = await Promise.all([
    scene.person('ana'),
    scene.person('dee'),
    scene.regular('ben'),
    scene.regular('cai'),
  ]);
  // At the same time: until the browser notices that there is no room takes half a minute.
  await Promise.all([fillUp(ana, ben), closeUnder(dee, cai)]);
});

async function fillUp(ana: Person, ben: Person): Promise<void> {
  const ticket = await ana.newTicket('No room');
  await ana.settled();
  await ben.open(ticket);
  const devtools = await ana.context.newCDPSession(ana.page);
  const origin = ana.network.url;
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  let written = '';
  // The browser goes by an older measurement of its room for half a minute.
  await vi.waitFor(
    async () => {
      await ana.type('notes', 'More. ');
      written += 'More. ';
      expect(await ana.page.getByTestId('storage-problem').count()).toBe(1);
    },
    { timeout: 90_000, interval: 500 },
  );
  await ana.badge('[data-storage="full"]').waitFor();
  await eventually(() => ben.text('notes'), written);
  await ben.type('notes', 'Seen. ');
  await eventually(() => ana.text('notes'), `${written}Seen. `);
  await ana.type('notes', 'And more. ');
  await eventually(() => ana.text('notes'), `${written}Seen. And more. `);
  await eventually(() => ben.text('notes'), `${written}Seen. And more. `);

  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await ana.type('notes', 'Room again.');
  await ana.badge('[data-storage="ok"]').waitFor();
  await ana.settled();
  await ana.goOffline();
  await ana.page.reload();
  await ana.record().waitFor();
  await eventually(() => ana.text('notes'), `${written}Seen. And more. Room again.`);
}

async function closeUnder(ana: Person, ben: Person): Promise<void> {
  // Keeps every handle, so that the test can close them as the browser may at any time.
  await ana.context.addInitScript(() => {
    const handles: IDBDatabase[] = [];
    const open = IDBFactory.prototype.open.bind(indexedDB);
    IDBFactory.prototype.open = function opened(name, version) {
      const request = version === undefined ? open(name) : open(name, version);
      request.addEventListener('success', () => handles.push(request.result));
      return request;
    };
    Object.assign(window, {
      closeDatabases: () => {
        const closed = handles.splice(0);
        for (const handle of closed) {
          handle.close();
          handle.dispatchEvent(new Event('close'));
        }
        return closed.length;
      },
    });
  });
  await ana.page.reload();
  await ana.settled();
  const ticket = await ana.newTicket('Closed under me');
  await ana.goOffline();
  await ana.type('notes', 'Before. ');
  const closed = await ana.page.evaluate(() =>
    (window as unknown as { closeDatabases: () => number }).closeDatabases(),
  );
  expect(closed).toBeGreaterThan(0);
  await ana.type('notes', 'After.');
  await ana.saved();
  await ana.page.reload();
  await ana.record().waitFor();
  await eventually(() => ana.text('notes'), 'Before. After.');
  await ana.goOnline();
  await ana.settled();
  await ben.open(ticket);
  await eventually(() => ben.text('notes'), 'Before. After.');
}

test('APP-12: what was called saved is there after the browser was killed (fault 6)', async () => {
  const profile = await mkdtemp(path.join(tmpdir(), 'solder-profile-'));
  const network = await scene.network();
  const begin = async () => {
    const own = await launchIn(profile);
    const context = must(own.browser.contexts()[0], 'a browser without a context');
    const page = context.pages()[0] ?? (await context.newPage());
    return { own, ana: new Person('ana', context, page, network) };
  };
  let running = await begin();
  try {
    await running.ana.signIn();
    const ticket = await running.ana.newTicket('Killed');
    await running.ana.settled();
    network.cut();
    await running.ana.choose('assignedUser', 'cai');
    await running.ana.type('notes', 'Saved, then killed.');
    await running.ana.say('Said, then killed');
    await running.ana.saved();
    await running.own.kill();

    running = await begin();
    await running.ana.open(ticket);
    await eventually(() => running.ana.text('notes'), 'Saved, then killed.');
    expect(await running.ana.value('assignedUser')).toBe('cai');
    expect(await running.ana.messages()).toEqual(['Said, then killed']);
    await untilGood(
      () => running.ana.pending(),
      (pending) => pending > 0,
    );
    network.mend();
    await running.ana.settled();
    const ben = await scene.regular('ben');
    await ben.open(ticket);
    await eventually(() => ben.text('notes'), 'Saved, then killed.');
    await eventually(() => ben.messages(), ['Said, then killed']);
  } finally {
    await running.own.kill();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('APP-13: of two tabs one leads; when it is closed the other leads, and nothing of either is lost (fault 7)', async () => {
  const ana = await scene.person('ana');
  const ticket = await ana.newTicket('Two tabs');
  await ana.settled();
  const other = new Person('ana', ana.context, await ana.context.newPage(), ana.network);
  await other.open(ticket);
  await ana.badge('[data-leader="true"]').waitFor();
  await other.badge('[data-leader="false"]').waitFor();

  // Without a relay, so that what one tab wrote reaches the other by the device alone, or later.
  await ana.goOffline();
  await ana.type('notes', 'First tab. ');
  await other.choose('assignedUser', 'ben');
  await other.say('From the second tab');
  await Promise.all([ana.saved(), other.saved()]);
  await ana.page.close();
  await other.badge('[data-leader="true"]').waitFor();
  await other.goOnline();
  await other.settled();

  const ben = await scene.regular('ben');
  await ben.open(ticket);
  await eventually(() => ben.text('notes'), 'First tab. ');
  await eventually(() => ben.value('assignedUser'), 'ben');
  await eventually(() => ben.messages(), ['From the second tab']);
});

test('APP-13: a tab whose lock is stolen steps down, and leads again when it can (fault 7)', async () => {
  const ana = await scene.person('ana');
  await ana.badge('[data-leader="true"]').waitFor();
  await ana.page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    const give: (() => void)[] = [];
    for (const { name = '' } of held) {
      void navigator.locks.request(
        name,
        { steal: true },
        () => new Promise<void>((resolve) => give.push(resolve)),
      );
    }
    Object.assign(window, { giveBack: () => give.forEach((resolve) => resolve()) });
  });
  await ana.badge('[data-leader="false"]').waitFor();
  const ticket = await ana.newTicket('While another leads');
  await ana.page.evaluate(() => (window as unknown as { giveBack: () => void }).giveBack());
  await ana.badge('[data-leader="true"]').waitFor();
  await ana.settled();
  const ben = await scene.regular('ben');
  await ben.open(ticket);
  await eventually(() => ben.value('subject'), 'While another leads');
});
