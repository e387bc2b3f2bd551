import { expect, test } from 'vitest';
import { Drafts } from './drafts.ts';
import { deviceShelf } from './device-shelf.ts';
import { KeptDrafts, type KeptDraft } from './kept-drafts.ts';
import { OneBrowser } from './testing/one-browser.ts';

const forbidden = (): never => {
  throw new DOMException('no', 'SecurityError');
};
const draft: KeptDraft = { key: 'device/1/price', text: '249', base: null, at: 5 };

test('APP-5: what a tab left is handed over once it is dead, and not before', async () => {
  const shelf = deviceShelf(forbidden);
  const locks = new OneBrowser();
  const first = new KeptDrafts({ shelf, locks, scope: 'demo/ana', tab: 'one' });
  const handed: (readonly KeptDraft[])[] = [];
  first.start(() => undefined);
  first.keep(draft);
  const second = new KeptDrafts({ shelf, locks, scope: 'demo/ana', tab: 'two' });
  second.start((found) => void handed.push(found));
  await locks.turn();
  expect(handed).toEqual([]);
  first.stop();
  await locks.turn();
  expect(handed).toEqual([[draft]]);
  expect(shelf.length).toBe(0);
});

test('APP-5: a draft is forgotten when it is committed and saved, another person’s is never touched', () => {
  const shelf = deviceShelf(forbidden);
  shelf.setItem('solder.drafts/demo/ben/old', '[]');
  const kept = new KeptDrafts({ shelf, locks: undefined, scope: 'demo/ana', tab: 'one' });
  const drafts = new Drafts();
  drafts.hold(draft.key, draft, () => true);
  kept.keep(draft);
  kept.forgetSaved(drafts, () => true);
  expect(shelf.length).toBe(2);
  drafts.commitAll();
  kept.forgetSaved(drafts, () => false);
  expect(shelf.length).toBe(2);
  kept.forgetSaved(drafts, () => true);
  expect(shelf.length).toBe(1);
});

test('APP-5: a draft that is set aside is not forgotten, however saved its record is', () => {
  const shelf = deviceShelf(forbidden);
  const kept = new KeptDrafts({ shelf, locks: undefined, scope: 'demo/ana', tab: 'one' });
  const drafts = new Drafts();
  kept.keep(draft);
  drafts.setAside(draft.key, draft);
  kept.forgetSaved(drafts, () => true);
  expect(shelf.length).toBe(1);
});
