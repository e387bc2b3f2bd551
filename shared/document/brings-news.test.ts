import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bringsNews } from './brings-news.ts';

function written(): Y.Doc {
  const doc = new Y.Doc();
  doc.getText('text:notes').insert(0, 'one two');
  doc.getText('text:notes').delete(0, 4);
  return doc;
}

describe('what an update brings', () => {
  test('SHOP-6: what a document holds, with all of its deletions, is no news; a letter more or less is', () => {
    const doc = written();
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    expect(bringsNews(doc, Y.encodeStateAsUpdate(copy))).toBe(false);
    const before = Y.encodeStateVector(copy);
    copy.getText('text:notes').delete(0, 1);
    // No letter comes with it: it only takes one away.
    expect(bringsNews(doc, Y.encodeStateAsUpdate(copy, before))).toBe(true);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy));
    copy.getText('text:notes').insert(0, 'x');
    expect(bringsNews(doc, Y.encodeStateAsUpdate(copy))).toBe(true);
  });

  test('SHOP-6: the deletion of what has not come yet is news', () => {
    expect(bringsNews(new Y.Doc(), Y.encodeStateAsUpdate(written()))).toBe(true);
  });
});
