/** The devices of the shop on the page Sync: what a device counted of its syncing, as its manager sees it. */
import { afterAll, expect, test } from 'vitest';
import { violations } from './accessible.ts';
import { untilGood } from './eventually.ts';
import { ShopScene } from './shop-scene.ts';

const scene = await ShopScene.open();
afterAll(() => scene.close());

test('DEVICE-8: a manager sees a device that works, with what it synced; a technician sees none', async () => {
  const ben = await scene.person('ben');
  await ben.page.locator('.list-row a').first().click();
  const subject = ben.page.locator('[data-field="subject"] [data-input]').first();
  await subject.fill('Counted on a device');
  await subject.press('Enter');
  await ben.settled();

  const ana = await scene.person('ana');
  await ana.goTo('/demo/sync');
  const card = ana.page.getByTestId('shop-device').filter({ hasText: 'Ben Hughes' });
  // A device tells of itself ten seconds after it connected.
  await untilGood(
    async () => {
      await ana.page.getByRole('button', { name: 'Look again' }).click();
      return card.count();
    },
    (count) => count === 1,
  );
  const shown = (await card.innerText()).replaceAll('\n', ' ');
  expect(shown).toMatch(/Connected now/);
  expect(shown).toMatch(/Unsent Nothing/);
  expect(shown).toMatch(/Edits synced [1-9]/);
  expect(shown).toMatch(/Average time \d/);
  expect(shown).toMatch(/Last in step (just now|1 minute ago)/);

  expect(await violations(ana.page)).toEqual([]);

  await ben.goTo('/demo/sync');
  await ben.page.getByRole('heading', { name: 'Sync', exact: true }).waitFor();
  expect(await ben.page.getByTestId('shop-devices').count()).toBe(0);
});
