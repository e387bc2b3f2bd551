/** The pictures of docs/merge.md, of the app itself: written anew by `pnpm screenshots merge`, and committed. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { must } from '../../shared/lib/assert.ts';
import type { ShopScene } from '../browser/shop-scene.ts';
import { pictures } from '../merge/page.ts';
import { disagree } from './disagreements.ts';
import { screens } from './screens.ts';
import { show } from './show.ts';

const folder = path.join(import.meta.dirname, '..', '..', 'docs', 'pictures');

export async function takeMergePictures(scene: ShopScene): Promise<void> {
  await mkdir(folder, { recursive: true });
  await disagree(scene);
  const ana = await scene.person('ana', {
    viewport: { width: 1100, height: 760 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  for (const { file, screen } of pictures) {
    const found = must(
      screens.find(({ name }) => name === screen),
      `a screen ${screen}`,
    );
    await show(ana.page, ana.network.url, found);
    await ana.page.screenshot({ path: path.join(folder, file) });
    await found.leave?.(ana.page);
    console.log(file);
  }
  await ana.context.close();
}
