/** What axe finds wrong with lists and records, as `pnpm screenshots` photographs them. */
import { afterAll, expect, test } from 'vitest';
import { halvesOfScreens, violationsOn } from './accessible.ts';
import { ShopScene } from './shop-scene.ts';

const scene = await ShopScene.open();
afterAll(() => scene.close());

const [records] = halvesOfScreens();

test('APP-16: axe finds no violation of WCAG AA on lists and records', { timeout: 900_000 }, async () => {
  expect(await violationsOn(scene, records)).toEqual([]);
});
