/** What stands in a document of one client's, as a `Source` tells what should. */
import * as Y from 'yjs';
import type { Writer } from './writer.ts';

export function contentOf(doc: Y.Doc, client: number): string {
  let content = '';
  for (const item of doc.store.clients.get(client) ?? []) {
    if (item.deleted || !(item instanceof Y.Item)) continue;
    if (item.content instanceof Y.ContentString) content += item.content.str;
    if (item.content instanceof Y.ContentAny) content += JSON.stringify(item.content.arr);
  }
  return content;
}

/** Whether what a reader was sent comes to what the others wrote. */
export function isWhole(reader: Writer | undefined): boolean {
  if (!reader?.tape) return false;
  const doc = new Y.Doc();
  for (const update of reader.tape) Y.applyUpdate(doc, update);
  const isEqual = reader.peers.every(({ source }) => contentOf(doc, source.client) === source.left);
  doc.destroy();
  return isEqual;
}
