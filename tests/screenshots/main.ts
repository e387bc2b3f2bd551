/**
 * `pnpm screenshots [NAME…]`: every screen (or those whose names begin so) in three sizes and two themes, of the demo
 * shop as two people use it, into `screenshots/`. For eyes: nothing is compared. `pnpm screenshots merge` makes the pictures
 * of docs/merge.md instead, `pnpm screenshots cases` one of each of its cases, and `pnpm screenshots operator` the dashboard's.
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setup } from '../browser/build-once.ts';
import { ShopScene } from '../browser/shop-scene.ts';
import { takeCasePictures } from './case-pictures.ts';
import { disagree } from './disagreements.ts';
import { takeMergePictures } from './merge-pictures.ts';
import { atWork, enterDashboard, operatorScreens, showOperator } from './operator-screens.ts';
import { otherDevices } from './other-devices.ts';
import { screens } from './screens.ts';
import { show, sizes, themes } from './show.ts';

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
  if (wanted[0] === 'merge') await takeMergePictures(scene);
  else if (wanted[0] === 'cases') await takeCasePictures(scene);
  else {
    if (chosen.length > 0) await takeAll();
    await takeOperators();
  }
} finally {
  await scene.close();
}

async function takeAll(): Promise<void> {
  const ben = await scene.person('ben');
  await disagree(scene);
  await otherDevices(scene);
  for (const { name, width, height } of sizes) {
    for (const theme of themes) {
      const ana = await scene.person('ana', {
        viewport: { width, height },
        colorScheme: theme,
        hasTouch: name !== 'counter',
        reducedMotion: 'reduce',
      });
      for (const screen of chosen) {
        await show(ana.page, ana.network.url, screen);
        // Pictures and late parts of the page are to be seen, too.
        await ana.page.waitForLoadState('networkidle').catch(() => undefined);
        const file = `${screen.name}-${name}-${theme}.png`;
        await ana.page.screenshot({ path: path.join(folder, file) });
        await screen.leave?.(ana.page);
        console.log(file);
      }
      await ana.context.close();
    }
  }
  await ben.context.close();
}

async function takeOperators(): Promise<void> {
  const wantedOnes = operatorScreens.filter(
    ({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
  );
  if (wantedOnes.length === 0) return;
  const end = await atWork(scene, 'ben');
  for (const { name, width, height } of sizes) {
    for (const theme of themes) {
      const page = await scene.outsider({ viewport: { width, height }, colorScheme: theme });
      await enterDashboard(page, scene);
      for (const screen of wantedOnes) {
        await showOperator(page, scene.relayUrl, screen);
        // Lines take some seconds to be lines.
        if (screen.name === 'operator-now') await page.waitForTimeout(12_000);
        const file = `${screen.name}-${name}-${theme}.png`;
        await page.screenshot({ path: path.join(folder, file), fullPage: true });
        console.log(file);
      }
    }
  }
  end();
}
