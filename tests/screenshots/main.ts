/**
 * `pnpm screenshots [NAME…]`: every screen (or those whose names begin so) in three sizes and two themes, of the demo
 * shop as two people use it, into `screenshots/`. For eyes: nothing is compared. `pnpm screenshots merge` makes the pictures
 * of docs/merge.md instead, and `pnpm screenshots cases` one of each of its cases.
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setup } from '../browser/build-once.ts';
import { ShopScene } from '../browser/shop-scene.ts';
import { takeCasePictures } from './case-pictures.ts';
import { disagree } from './disagreements.ts';
import { takeMergePictures } from './merge-pictures.ts';
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
  else await takeAll();
} finally {
  await scene.close();
}

async function takeAll(): Promise<void> {
  const ben = await scene.person('ben');
  await disagree(scene);
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
