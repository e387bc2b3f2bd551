/** Follows `docs/adding-a-kind.md` to the letter, in a copy of the sources, and uses the kind that comes of it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { eventually } from './eventually.ts';
import { ShopScene } from './shop-scene.ts';
import { SourceCopy } from './source-copy.ts';

const page = path.join(import.meta.dirname, '..', '..', 'docs', 'adding-a-kind.md');
let copy: SourceCopy;
let scene: ShopScene;

/** The code blocks of a page, each with the line that introduces it. */
function blocksOf(markdown: string): readonly { readonly before: string; readonly code: string }[] {
  return [...markdown.matchAll(/([^\n]*)\n\n```ts\n(.*?)```/gs)].map(([, before = '', code = '']) => ({
    before,
    code,
  }));
}

beforeAll(async () => {
  copy = await SourceCopy.make();
  const [declared, imported] = blocksOf(await readFile(page, 'utf8'));
  const [, file] = /^`(shared\/schema\/[a-z-]+\.ts)`:$/.exec(declared?.before ?? '') ?? [];
  await copy.write(must(file, 'the page names the file'), must(declared, 'the page shows the file').code);
  await copy.change('shared/schema/kinds.ts', (text) => {
    const line = must(imported, 'the page shows the import').code;
    const changed = text
      .replace(/^import /m, `${line}import `)
      .replace(/^const all(.*?)\];/ms, (list) => list.replace(/,?\s*\];$/, ', loaner];'));
    expect(changed).toMatch(/^import \{ loaner \}.*, loaner\];/ms);
    return changed;
  });
  await copy.run('types');
  await copy.run('unit', 'shared/schema');
  await copy.run('build');
  scene = await ShopScene.open({ root: copy.folder });
}, 300_000);
afterAll(async () => {
  await scene.close();
  await copy.remove();
});

const restOf = async (user: string, path: string): Promise<unknown> => {
  const headers = { Authorization: `Bearer ${await scene.token(user)}` };
  const response = await fetch(`${scene.relayUrl}/api/shops/demo/${path}`, { headers });
  return response.json();
};

test('KIND-5, FIND-7: a kind that was added as the page says is listed, filtered, made, opened by two, found and served', async () => {
  const ana = await scene.person('ana');
  await ana.page.getByRole('link', { name: 'Loaners', exact: true }).click();
  await ana.page.getByRole('button', { name: 'New loaner' }).click();
  await ana.record().waitFor();
  await ana.write('name', 'Loaner 7');
  await ana.write('model', 'Fairphone 3');
  await ana.choose('status', 'lent');
  const client = await ana.pick('client', 'a');
  await ana.write('deposit', '25.50');
  await ana.type('notes', 'The left corner is chipped.');
  await ana.settled();
  const { pathname } = new URL(ana.page.url());
  expect(pathname).toMatch(/^\/demo\/loaner\/./);

  // A technician sees it, works on it at the same time, and may not touch the money.
  const ben = await scene.person('ben');
  await ben.page.getByRole('link', { name: 'Loaners', exact: true }).click();
  await ben.page.getByRole('searchbox', { name: 'Filter loaners' }).fill('chipped corner');
  await ben.page.getByRole('link', { name: /Loaner 7/ }).click();
  await ben.record().waitFor();
  await ben.live();
  expect(await ben.value('name')).toBe('Loaner 7');
  expect(await ben.input('deposit').isEditable()).toBe(false);
  await ben.type('notes', ' Battery is new.');
  await eventually(() => ana.text('notes'), 'The left corner is chipped. Battery is new.');
  await ben.settled();

  // Vic was never at the record: the search box of another device finds it, and leads there.
  const vic = await scene.person('vic');
  await vic.page.keyboard.press('/');
  const box = vic.page.getByRole('combobox', { name: 'Search everything' });
  await box.fill('no such loaner anywhere');
  const found = vic.page.getByRole('dialog').getByRole('status');
  await eventually(() => found.textContent(), 'Nothing found');
  expect(await box.getAttribute('aria-controls')).toBeNull();
  await box.fill('Loaner 7');
  const hit = vic.page.locator('[data-testid="search-results"][data-query="Loaner 7"] [data-kind="loaner"]');
  await hit.first().waitFor();
  expect(await hit.count()).toBe(1);
  await eventually(() => found.textContent(), '1 found');
  expect(await vic.page.getByRole('group', { name: 'Loaners' }).getByRole('option').count()).toBe(1);
  await hit.click();
  await vic.record().waitFor();
  expect(new URL(vic.page.url()).pathname).toBe(pathname);
  expect(await vic.value('name')).toBe('Loaner 7');

  const id = pathname.split('/').at(-1) ?? '';
  await eventually(async () => ((await restOf('vic', `loaner/${id}`)) as { fields: unknown }).fields, {
    name: 'Loaner 7',
    model: 'Fairphone 3',
    status: 'lent',
    client: expect.any(String),
    dueBack: null,
    deposit: 2_550,
    given: [],
    notes: 'The left corner is chipped. Battery is new.',
    created: expect.any(Number),
    deleted: false,
  });
  expect(await restOf('vic', 'loaner?limit=5')).toMatchObject({ rows: [{ id }], next: null });
  expect(client).not.toBe('');
});
