/** A shop that is bridged to a legacy system, as a person meets it: the third step of a record's badge, and a price that both sides changed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordIdOf } from '../../server/bridge/legacy-ids.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { emptyShop } from '../bridge/empty-shop.ts';
import { startFull, type FullEmulator } from '../legacy-api/full/start.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
let legacy: FullEmulator;
let ana: Person;

beforeAll(async () => {
  legacy = await startFull({ time: systemTime });
  scene = await ShopScene.open({ before: (folder) => emptyShop(folder, legacy) });
  ana = await scene.person('ana');
});
afterAll(async () => {
  await scene.close();
  await legacy.stop();
});

test('LEGACY-4: the badge has a third step where there is a bridge, through an edit and over a reload', async () => {
  await ana.page.getByRole('button', { name: 'New ticket' }).first().click();
  await ana.record().waitFor();
  await ana.write('subject', 'A kettle that hums');
  await ana.saved();
  const badge = ana.page.getByTestId('record-sync');
  await badge.and(ana.page.locator('[data-state="relay"]')).waitFor();
  expect(await badge.getAttribute('data-legacy')).toBeNull();

  await scene.bridgeTo(legacy.url, 'token.txt');
  const there = badge.and(ana.page.locator('[data-state="legacy"]'));
  await there.waitFor();
  expect(await badge.textContent()).toBe('In the legacy system');
  expect(legacy.rows('tickets').map(({ subject }) => subject)).toContain('A kettle that hums');

  legacy.faults.next({ fault: 'status', status: 503 }, { times: 100_000 });
  await ana.say('It is the relay inside.');
  await ana.saved();
  await ana.page.getByText('not yet in the legacy system').waitFor();
  await ana.page.reload();
  await ana.page.getByText('not yet in the legacy system').waitFor();
  legacy.faults.heal();
  // Rather than wait for as long as a bridge does that met nothing but failures.
  await scene.bridge('run');
  await there.waitFor();
});

test('BRIDGE-5, TRAY-2: a price that a technician and somebody in the legacy system changed waits in the tray with both values, and goes there once it is settled', async () => {
  const client = legacy.user.addClient({ name: 'Ada Byron', email: 'ada@example.org' });
  const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
  const device = legacy.user.addDevice(order.id, { custom_brand: 'Acme', custom_model: 'Radio 40' });
  const item = legacy.user.addItem(order.id, { device_id: device.id, price_inc_vat: 100 });
  const price = (): unknown => legacy.rows('items').find(({ id }) => id === item.id)?.['price_inc_vat'];
  await scene.bridge('run', '--full');
  await ana.open(`/demo/device/${recordIdOf(device.id)}`);
  await ana.live();
  await eventually(() => ana.value('price'), '100.00');

  await ana.goOffline();
  await ana.write('price', '120');
  await ana.saved();
  legacy.user.editItem(item.id, { price_inc_vat: 90 });
  await ana.goOnline();
  await ana.settled();
  await ana.page
    .getByRole('navigation')
    .getByRole('link', { name: /^To decide/ })
    .click();
  const question = ana.page.getByRole('region', { name: /^Price, / });
  await eventually(
    async () => (await question.locator('strong').allTextContents()).toSorted(),
    ['£120.00', '£90.00'],
  );
  await question.getByText(/^The legacy system, /).waitFor();
  await question.getByText(/^You, .*, in the app$/).waitFor();
  // Nothing goes there while people are asked.
  await scene.bridge('run', '--full');
  expect(price()).toBe(90);

  await question.getByLabel('Another value').fill('110');
  await question.getByLabel('Another value').press('Enter');
  await eventually(() => question.getByTestId('settled').locator('strong').textContent(), 'Settled: £110.00');
  await eventually(() => Promise.resolve(price()), 110);
  await ana.open(`/demo/device/${recordIdOf(device.id)}`);
  await ana.page.locator('[data-testid="record-sync"][data-state="legacy"]').waitFor();
  await scene.bridge('verify');
});
