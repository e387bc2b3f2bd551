/**
 * `pnpm screenshots [NAME…]`: every screen (or those whose names begin so) in three sizes and two themes, of the demo
 * shop as two people use it, into `screenshots/`. For eyes: nothing is compared.
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { setup } from '../browser/build-once.ts';
import { ShopScene } from '../browser/shop-scene.ts';
import { screens, type Screen } from './screens.ts';

const sizes = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'tablet', width: 820, height: 1180 },
  { name: 'counter', width: 1440, height: 900 },
] as const;

const folder = path.join(import.meta.dirname, '..', '..', 'screenshots');
const wanted = process.argv.slice(2);
const chosen = screens.filter(
  ({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
);

if (wanted.length === 0) await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await setup();
const scene = await ShopScene.open();
try {
  const ben = await scene.person('ben');
  for (const size of sizes) {
    for (const theme of ['light', 'dark'] as const) {
      const { width, height } = size;
      const ana = await scene.person('ana', {
        viewport: { width, height },
        colorScheme: theme,
        hasTouch: size.name !== 'counter',
        reducedMotion: 'reduce',
      });
      for (const screen of chosen) {
        await show(ana.page, ana.network.url, screen);
        const file = `${screen.name}-${size.name}-${theme}.png`;
        await ana.page.screenshot({ path: path.join(folder, file) });
        await screen.leave?.(ana.page);
        console.log(file);
      }
      await ana.context.close();
    }
  }
  await ben.context.close();
} finally {
  await scene.close();
}

async function show(page: Page, url: string, screen: Screen): Promise<void> {
  if (screen.path === undefined) {
    const fresh = await page.context().browser()?.newContext();
    await fresh?.close();
    await page.evaluate(() => window.sessionStorage.clear());
  } else {
    await page.goto(`${url}/demo/${screen.path}`);
    await page.getByTestId('sync-badge').waitFor();
  }
  await screen.arrange?.(page);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState('networkidle').catch(() => undefined);
}
