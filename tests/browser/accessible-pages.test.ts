/** What axe finds wrong with the other pages and what opens over them, as `pnpm screenshots` photographs them. */
import { afterAll, expect, test } from 'vitest';
import { halvesOfScreens, violationsOn } from './accessible.ts';
import { ShopScene } from './shop-scene.ts';

const scene = await ShopScene.open();
afterAll(() => scene.close());

const [, pages] = halvesOfScreens();

test(
  'APP-16: axe finds no violation of WCAG AA on the other pages and what opens over them',
  { timeout: 900_000 },
  async () => {
    expect(await violationsOn(scene, pages)).toEqual([]);
  },
);
