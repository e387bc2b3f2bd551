import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { applyPieces, documentOf, loading } from './stored-document.ts';

const piece = (text: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.getText('text:notes').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
};

describe('a document out of stored pieces', () => {
  it('REPL-15: a piece that cannot be read is told and does not hide the others', () => {
    const doc = new Y.Doc();
    const origins: unknown[] = [];
    doc.on('update', (_: Uint8Array, origin: unknown) => origins.push(origin));
    expect(applyPieces(doc, [piece('a'), new Uint8Array([9, 9, 9]), piece('b')])).toBe(false);
    expect(doc.getText('text:notes').length).toBe(2);
    expect(new Set(origins)).toEqual(new Set([loading]));
    expect(documentOf([piece('a')], [piece('b')]).getText('text:notes').length).toBe(2);
  });
});
