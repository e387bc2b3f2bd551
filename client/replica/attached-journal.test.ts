import 'fake-indexeddb/auto';
import { IndexeddbPersistence } from 'y-indexeddb';
import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { AttachedJournal } from './attached-journal.ts';

test('REPL-33: a journal whose connection is gone harms no edit, and has them all once it is open again', async () => {
  const doc = new Y.Doc();
  const begun: IndexeddbPersistence[] = [];
  const begin = async (): Promise<IndexeddbPersistence> => {
    const journal = new IndexeddbPersistence('journal-that-breaks', doc);
    await journal.whenSynced;
    begun.push(journal);
    return journal;
  };
  const attached = new AttachedJournal(doc, await begin(), begin);
  const heard: string[] = [];
  doc.on('update', () => heard.push(doc.getText('notes').toJSON()));
  doc.getText('notes').insert(0, 'a');
  begun[0]?.db?.close();
  doc.getText('notes').insert(1, 'b');
  doc.getText('notes').insert(2, 'c');
  expect(heard).toEqual(['a', 'ab', 'abc']);
  await vi.waitFor(() => expect(begun).toHaveLength(2));
  doc.getText('notes').insert(3, 'd');
  await attached.destroy();
  doc.getText('notes').insert(4, ' after the end');

  const later = new Y.Doc();
  const read = new IndexeddbPersistence('journal-that-breaks', later);
  await read.whenSynced;
  expect(later.getText('notes').toJSON()).toBe('abcd');
  await read.destroy();
});
