import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { chunkUpdates } from './chunk-updates.ts';

function typed(
  count: number,
  size: number,
): { readonly edits: { readonly update: Uint8Array }[]; readonly text: string } {
  const doc = new Y.Doc();
  const edits: { readonly update: Uint8Array }[] = [];
  doc.on('update', (update: Uint8Array) => edits.push({ update }));
  for (let i = 0; i < count; i++) doc.getText('text:notes').insert(0, `${i}`.padEnd(size, '.'));
  return { edits, text: doc.getText('text:notes').toJSON() };
}

describe('edits in few messages', () => {
  it('PEND-5: every piece is below the limit, and in order they are everything', () => {
    const { edits, text } = typed(500, 40);
    const { chunks, tooLarge } = chunkUpdates(edits, 2_000);
    expect(tooLarge).toBeUndefined();
    expect(Math.max(...chunks.map(({ update }) => update.length))).toBeLessThanOrEqual(2_000);
    expect(chunks.length).toBeLessThan(40);
    expect(chunks.flatMap((chunk) => chunk.edits)).toEqual(edits);
    const doc = new Y.Doc();
    for (const { update } of chunks) {
      Y.applyUpdate(doc, update);
      expect(doc.store.pendingStructs).toBeNull();
    }
    expect(doc.getText('text:notes').toJSON()).toBe(text);
  });

  it('PEND-5: an edit that alone is too large is named, and what came before it is sent', () => {
    const { edits } = typed(3, 10);
    const huge = { update: new Uint8Array(5_000) };
    const { chunks, tooLarge } = chunkUpdates([...edits, huge, ...edits], 2_000);
    expect(tooLarge).toBe(huge);
    expect(chunks.flatMap((chunk) => chunk.edits)).toEqual(edits);
  });
});
