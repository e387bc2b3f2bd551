/** The third step of a record's badge: in the legacy system that the shop is bridged to (row N1). */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemTime } from '../../shared/lib/time.ts';
import { startSimple, type SimpleEmulator } from '../legacy-api/simple/start.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
let legacy: SimpleEmulator;
beforeAll(async () => {
  legacy = await startSimple({ time: systemTime });
  scene = await ShopScene.open({
    before: (folder) => writeFile(path.join(folder, 'token.txt'), `${legacy.token}\n`),
  });
});
afterAll(async () => {
  await scene.close();
  await legacy.stop();
});

test('LEGACY-4: the badge has a third step where there is a bridge, through an edit and over a reload', async () => {
  const ana = await scene.regular('ana');
  await ana.newTicket('A kettle that hums');
  await ana.saved();
  const badge = ana.page.getByTestId('record-sync');
  await badge.and(ana.page.locator('[data-state="relay"]')).waitFor();
  expect(await badge.getAttribute('data-legacy')).toBeNull();

  await scene.bridgeTo(legacy.url, 'token.txt');
  const there = badge.and(ana.page.locator('[data-state="legacy"]'));
  await there.waitFor({ timeout: 100_000 });
  expect(await badge.textContent()).toBe('In the legacy system');
  expect(legacy.rows('tickets').map(({ subject }) => subject)).toContain('A kettle that hums');

  legacy.faults.next({ fault: 'status', status: 503 }, { times: 100_000 });
  await ana.say('It is the relay inside.');
  await ana.saved();
  await ana.page.getByText('not yet in the legacy system').waitFor();
  await ana.page.reload();
  await ana.page.getByText('not yet in the legacy system').waitFor();
  legacy.faults.heal();
  await there.waitFor({ timeout: 100_000 });
});
