import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { foldRecord } from './fold.ts';
import { Journals } from './journal.ts';
import { MemoryVault } from './memory-vault.ts';
import { documentOf } from './stored-document.ts';

const name = 'ticket/t1' as EntityKey;
const journals = new Journals('none', systemTime, undefined);

/** An edit of its own session that adds one line to the notes. */
function line(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('text:notes').insert(0, `${text}\n`);
  return Y.encodeStateAsUpdate(doc);
}

const linesOf = (doc: Y.Doc): ReadonlySet<string> =>
  new Set(doc.getText('text:notes').toJSON().split('\n').filter(Boolean));

describe('folding', () => {
  it('REPL-10: keeps what the vault gained meanwhile, and leaves unsent edits to the outbox', async () => {
    const vault = new MemoryVault();
    const items = [{ name, seq: 4, whole: true, chunks: [line('by a page')] }];
    await vault.applyPage({ epoch: 'e', items });
    const entry = { name, update: line('acknowledged'), clients: [], tab: 't', at: 1 };
    await vault.settle([{ id: null, entry }]);
    await foldRecord(
      { vault, journals, generation: () => Promise.resolve(''), unsent: () => [line('unsent')] },
      name,
      { state: line('while it was open'), isWhole: true },
    );
    const stored = await vault.record(name);
    expect(stored).toMatchObject({ seq: 4, epoch: 'e', own: [], chunks: { length: 1 } });
    const expected = ['by a page', 'acknowledged', 'while it was open'];
    expect(linesOf(documentOf(stored?.chunks ?? []))).toEqual(new Set(expected));
    const [row] = await vault.rows('ticket', undefined, 1);
    for (const text of [...expected, 'unsent']) expect(row?.json).toContain(text);
  });
});
