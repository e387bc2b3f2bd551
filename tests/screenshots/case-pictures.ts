/** A picture of what each case of docs/merge.md comes to, cut out of the app: `pnpm screenshots cases`. They are committed. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { assert } from '../../shared/lib/assert.ts';
import type { ShopScene } from '../browser/shop-scene.ts';
import type { MergeCase } from '../merge/case.ts';
import { mergeCases } from '../merge/cases.ts';
import { casePicture } from '../merge/page.ts';
import { Players } from './play-case.ts';

const folder = path.join(import.meta.dirname, '..', '..', 'docs', 'pictures');
/** So high that no record has to be scrolled. */
const viewport = { width: 900, height: 4_000 };
/** Around what is cut out, and the highest picture, in pixels. */
const [margin, highest] = [14, 420];

export async function takeCasePictures(scene: ShopScene): Promise<void> {
  await mkdir(folder, { recursive: true });
  // In the cases Ana, Ben and Dee manage the shop.
  for (const user of ['ben', 'dee']) await becomesManager(scene, user);
  const players = await Players.of(scene);
  const ana = await scene.person('ana', { viewport, colorScheme: 'light', reducedMotion: 'reduce' });
  try {
    for (const [at, each] of mergeCases.entries()) {
      if (each.unpictured) continue;
      await players.play(each, `case-${at + 1}`);
      const parts = await partsOf(ana.page, `${ana.network.url}/demo`, each, `case-${at + 1}`);
      await ana.page.evaluate(() => document.fonts.ready);
      await cutOut(ana.page, parts, path.join(folder, casePicture(at)));
      console.log(casePicture(at));
    }
  } finally {
    await players.end();
    await ana.context.close();
  }
}

async function becomesManager(scene: ShopScene, user: string): Promise<void> {
  const response = await fetch(`${scene.relayUrl}/api/shops/demo/users/${user}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${await scene.token('olu')}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ role: 'manager' }),
  });
  assert(response.ok, `${user} is no manager: ${response.status}`);
}

/** What is to be seen of a case. */
async function partsOf(page: Page, shop: string, each: MergeCase, id: string): Promise<readonly Locator[]> {
  if (each.sentBack) {
    await page.goto(`${shop}/reviews`);
    return [page.getByTestId('sent-back-edit').first()];
  }
  if ('deleted' in each.ends) {
    // What a deletion stands beside is asked about on a page of its own.
    await page.goto(`${shop}/reviews`);
    return [page.getByRole('region', { name: /^Deleted, / }).first()];
  }
  await page.goto(`${shop}/${each.kind}/${id}`);
  await page.getByTestId('record').waitFor();
  const names = Object.keys(each.ends);
  await page.locator(`[data-field="${names[0]}"]`).first().waitFor();
  await page.evaluate(showOnly, names);
  return page.locator('[data-section]:visible').all();
}

/** In the page: fields that the case is not about are out of the picture, and cards that have no other. */
function showOnly(names: readonly string[]): void {
  const isMeant = (field: Element): boolean => names.includes(field.getAttribute('data-field') ?? '');
  for (const card of document.querySelectorAll('[data-section]')) {
    const fields = [...card.querySelectorAll('[data-field]')];
    const left = fields.some(isMeant) ? fields.filter((field) => !isMeant(field)) : [card];
    for (const each of left) each.setAttribute('style', 'display: none');
  }
}

/** The smallest picture that has all of the parts. */
async function cutOut(page: Page, parts: readonly Locator[], file: string): Promise<void> {
  for (const part of parts) await part.waitFor();
  await page.locator('[data-testid="sync-badge"][data-pending="0"]').waitFor();
  const found = await Promise.all(parts.map((part) => part.boundingBox()));
  const boxes = found.filter((box) => box !== null);
  assert(boxes.length > 0, `nothing to be seen for ${file}`);
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  await page.screenshot({
    path: file,
    clip: {
      x: Math.max(0, left - margin),
      y: Math.max(0, top - margin),
      width: right - left + 2 * margin,
      height: Math.min(bottom - top, highest) + 2 * margin,
    },
  });
}
