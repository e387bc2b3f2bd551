/** One person and what the page must do for them: lists, forms, and all of it without a network. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { eventually, untilGood } from './eventually.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
beforeAll(async () => {
  scene = await ShopScene.open({ keepsPage: true });
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

test('APP-3: a filter finds records by their words, and a long list draws only what is in sight', async () => {
  const ana = await scene.regular('ana');
  const { page } = ana;
  await page.getByRole('link', { name: 'Clients' }).click();
  const count = page.getByTestId('list-count');
  const total = Number(await count.getAttribute('data-total'));
  expect(total).toBeGreaterThan(20);
  expect(await page.locator('.list-row').count()).toBeLessThan(60);

  const name = await page.locator('.list-row .title').first().textContent();
  await page.getByRole('searchbox', { name: 'Filter clients' }).fill((name ?? '').toUpperCase());
  await untilGood(
    async () => Number(await count.getAttribute('data-total')),
    (found) => found > 0 && found < total,
  );
  expect(await page.locator('.list-row .title').first().textContent()).toBe(name);
  await page.getByRole('searchbox', { name: 'Filter clients' }).fill('no such person anywhere');
  await page.getByText('Nothing found').waitFor();
});

test('APP-9: a record made without a network survives a reload without one, and reaches the relay', async () => {
  const ana = await scene.regular('ana');
  const ben = await scene.regular('ben');
  await ana.goOffline();
  const path = await ana.newTicket('Made on the bus');
  await ana.type('notes', 'Written in a tunnel.');
  await ana.say('Said in a tunnel');
  await ana.saved();
  const pending = await ana.pending();
  expect(pending).toBeGreaterThan(0);
  await ana.page.reload();
  await ana.record().waitFor();
  expect(await ana.value('subject')).toBe('Made on the bus');
  expect(await ana.text('notes')).toBe('Written in a tunnel.');
  await eventually(() => ana.pending(), pending);
  await ana.page.locator('[data-testid="record-sync"][data-state="device"]').waitFor();

  // APP-2, APP-3: another address without a network, and the mark in the list.
  await ana.page.goto(`${ana.network.url}/demo/ticket`);
  const row = ana.page.locator(`.list-row a[data-id="${path.split('/').at(-1)}"]`);
  await row.locator('[data-mark="pending"]').waitFor();

  // QUEUE-9: taken back, it is gone from the list and the count; brought back, it is there again.
  await ana.goTo('/demo/sync');
  await ana.page.getByRole('button', { name: 'Take back Made on the bus' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Take back', exact: true }).click();
  await eventually(() => ana.pending(), 0);
  const taken = ana.page.getByTestId('taken-back-edits');
  await taken.getByText('What it was').click();
  await taken.getByText('Written in a tunnel.').waitFor();
  await ana.toList('Tickets');
  expect(await row.count()).toBe(0);
  await ana.goTo('/demo/sync');
  await taken.getByRole('button', { name: 'Bring back' }).click();
  await eventually(() => ana.pending(), pending);
  await eventually(() => taken.count(), 0);
  await ana.toList('Tickets');
  await row.locator('[data-mark="pending"]').waitFor();

  await ana.goOnline();
  await ana.settled();
  await eventually(() => row.locator('[data-mark="pending"]').count(), 0);
  await ben.open(path);
  await eventually(() => ben.value('subject'), 'Made on the bus');
  await eventually(() => ben.text('notes'), 'Written in a tunnel.');
  await eventually(() => ben.messages(), ['Said in a tunnel']);
});

test('APP-15: without a relay every page says for how long and how many edits wait; trying at once and pulling a list down sync', async () => {
  const ana = await scene.regular('ana');
  const { page, network } = ana;
  const banner = page.getByTestId('offline-banner');
  network.cut();
  await ana.badge('[data-state="offline"]').waitFor();
  await ana.newTicket('Waits for the relay');
  await ana.saved();
  const pending = await ana.pending();
  expect(pending).toBeGreaterThan(0);
  await banner.getByText(/^Offline for /).waitFor();
  const waiting = new RegExp(`\\b${pending} edits? on this device waits? to be sent`);
  await eventually(async () => waiting.test((await banner.textContent()) ?? ''), true);
  await ana.toList('Clients');
  expect(await banner.textContent()).toMatch(waiting);
  network.mend();
  await banner.getByRole('button', { name: 'Try now' }).click();
  await ana.settled();
  await eventually(() => banner.count(), 0);

  network.cut();
  await ana.badge('[data-state="offline"]').waitFor();
  network.mend();
  const finger = await ana.context.newCDPSession(page);
  await finger.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: at.x, y }] });
  const box = must(await page.locator('.list-row').first().boundingBox(), 'a list without rows');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await touch('touchStart', at.y);
  for (const by of [20, 60, 100, 160]) await touch('touchMove', at.y + by);
  await page.getByText('Let go to sync').waitFor();
  await touch('touchEnd');
  await ana.settled();
  await eventually(() => page.getByText('Let go to sync').count(), 0);
  await finger.send('Emulation.setTouchEmulationEnabled', { enabled: false });
});

test('APP-1: who was at this device before goes on without a network; who was not is told so', async () => {
  const ana = await scene.person('ana');
  await ana.goOffline();
  await ana.page.getByRole('button', { name: /: menu$/ }).click();
  await ana.page.getByRole('menuitem', { name: 'Switch person' }).click();
  await ana.page.getByText('These people have been here before').waitFor();
  expect(await ana.page.locator('button[data-user]').count()).toBe(1);
  await ana.page.locator('button[data-user="ana"]').click();
  await ana.page.locator('.list-row').first().waitFor();
  await ana.badge('[data-state="offline"]').waitFor();
});

test('KEEP-6: the sync page tells what can go, what is pinned stays, and what went says so and is asked for', async () => {
  const ana = await scene.person('ana');
  const { page } = ana;
  await ana.toList('Clients');
  const [pinned, gone] = await page
    .locator('.list-row a')
    .evaluateAll((links) => links.slice(0, 2).map((link) => link.getAttribute('href') ?? ''));
  await ana.open(pinned ?? '');
  await ana.act('Keep on this device');
  await page.getByText('stays on this device').waitFor();
  // Nobody opens anything for longer than a month.
  const later = (await page.evaluate(() => Date.now())) + 40 * 24 * 60 * 60 * 1000;
  await page.clock.install({ time: later });
  await page.goto(`${ana.network.url}/demo/sync`);
  await eventually(() => page.getByRole('list', { name: 'Pinned' }).getByRole('listitem').count(), 1);
  await page.getByRole('button', { name: 'Free space now' }).click();
  await page.getByText('Nothing has to go.').waitFor();
  // KEEP-7: a kind that is not chosen goes, and its list says so.
  await page.getByText('Choose what comes to this device').click();
  await page.getByRole('checkbox', { name: 'Inventory items' }).click();
  await page.getByRole('button', { name: 'Free space now' }).click();
  await page.getByText('Nothing has to go.').waitFor();
  await page.getByRole('link', { name: 'Inventory items' }).click();
  await page.getByText('New inventory items do not come to this device.').waitFor();
  await eventually(() => page.locator('.list-row').count(), 0);
  await ana.goOffline();
  await ana.open(pinned ?? '');
  expect(await ana.value('name')).not.toBe('');
  await page.goto(`${ana.network.url}${gone ?? ''}`);
  await page.getByText('This client is not on this device').waitFor();
  await page.getByRole('button', { name: 'Fetch it when there is a connection' }).click();
  await page.getByRole('button', { name: 'Comes with the next connection' }).waitFor();
  await ana.goOnline();
  await ana.record().waitFor();
  expect(await ana.value('name')).not.toBe('');
});

test('APP-10: the service worker stores the build and nothing that the relay said', async () => {
  const ana = await scene.person('ana');
  const stored = await ana.page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return { names, paths: requests.flat().map(({ url }) => new URL(url).pathname) };
  });
  expect(stored.names).toHaveLength(1);
  expect(stored.paths).toContain('/');
  expect(stored.paths.filter((path) => path.startsWith('/assets/')).length).toBeGreaterThan(2);
  expect(stored.paths.filter((path) => /^\/(api|sync|health)/.test(path))).toEqual([]);
});

test('APP-4: what is typed is read by its type; what is no value is not written and says why', async () => {
  const ana = await scene.regular('ana');
  await ana.page.getByRole('link', { name: 'Devices' }).click();
  await ana.page.getByRole('button', { name: 'New device' }).click();
  await ana.record().waitFor();
  await ana.write('price', '£1,249.50');
  await eventually(() => ana.value('price'), '1249.50');
  await ana.write('price', 'a lot');
  await ana.field('price').getByText('An amount such as 49.50.').waitFor();
  await ana.input('price').press('Escape');
  await eventually(() => ana.value('price'), '1249.50');
  await ana.write('readyBy', '2026-12-24');
  await ana.field('accessories').getByLabel('Add to Accessories').fill('Charger');
  await ana.field('accessories').getByLabel('Add to Accessories').press('Enter');
  await ana.field('accessories').locator('.chip', { hasText: 'Charger' }).waitFor();
  await ana.settled();
  await ana.page.reload();
  await ana.record().waitFor();
  await eventually(() => ana.value('readyBy'), '2026-12-24');
});

test('APP-4: a ledger adds up, and a reference is found by a few words', async () => {
  const ana = await scene.regular('ana');
  await ana.page.getByRole('link', { name: 'Orders' }).click();
  await ana.page.getByRole('button', { name: 'New order' }).click();
  await ana.record().waitFor();
  await ana.field('lines').getByRole('button', { name: 'Add a line' }).click();
  const lines = ana.field('lines').locator('form');
  for (const [description, quantity, price] of [
    ['Display', '1', '89.00'],
    ['Screws', '3', '0.50'],
  ] as const) {
    await lines.getByLabel('Description').fill(description);
    await lines.getByLabel('Quantity').fill(quantity);
    await lines.getByLabel('Unit price').fill(price);
    await lines.getByRole('button', { name: 'Add' }).click();
  }
  await eventually(() => ana.field('lines').getByTestId('sum').allTextContents(), ['£90.50']);
  const name = await ana.pick('client', 'a');
  await eventually(() => ana.field('client').locator('.record-link').textContent(), name);
  await ana.settled();
});

test('APP-4: a field that the role may not write is read only', async () => {
  const vic = await scene.regular('vic');
  await vic.toList('Tickets');
  await vic.page.locator('.list-row a').first().click();
  await vic.record().waitFor();
  expect(await vic.input('subject').isEditable()).toBe(false);
  expect(await vic.input('priority').isDisabled()).toBe(true);
  expect(await vic.field('status').getByRole('button').count()).toBe(0);
  expect(await vic.editor('notes').getAttribute('contenteditable')).toBe('false');
  expect(await vic.field('messages').locator('form').count()).toBe(0);
  expect(await vic.page.getByRole('button', { name: 'New ticket' }).count()).toBe(0);
});
