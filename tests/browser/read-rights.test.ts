/** What somebody may not read, as they meet it on the page: not at all. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Person } from './person.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
beforeAll(async () => {
  scene = await ShopScene.open();
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

const link = (person: Person, name: string) => person.page.getByRole('link', { name, exact: true });

test('READ-3: what colleagues earn is offered to a manager, and to a technician neither by the page nor by its address', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await link(ana, 'Pay rates').click();
  await ana.page.getByTestId('list-count').and(ana.page.locator('[data-total="4"]')).waitFor();
  await ana.page.locator('.list-row a').first().click();
  await ana.record().waitFor();
  expect(await ana.value('rate')).toMatch(/^\d+\.\d\d$/);
  const { pathname } = new URL(ana.page.url());

  await link(ben, 'Employees').waitFor();
  expect(await link(ben, 'Pay rates').count()).toBe(0);
  for (const path of [pathname, '/demo/pay']) {
    await ben.page.goto(new URL(path, ben.network.url).href);
    await ben.page.getByText('There is no such page').waitFor();
    expect(await ben.record().count()).toBe(0);
  }
  // He sees who works here and may change nothing about them.
  await link(ben, 'Employees').click();
  await ben.page.getByTestId('list-count').and(ben.page.locator('[data-total="7"]')).waitFor();
  expect(await ben.page.getByRole('button', { name: 'New employee' }).count()).toBe(0);
  await ben.page.locator('.list-row a').first().click();
  await ben.record().waitFor();
  expect(await ben.input('name').isEditable()).toBe(false);
});
