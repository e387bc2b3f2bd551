/** Encodes a page's items, deflated where it pays. */
import { deflateRawSync } from 'node:zlib';
import * as encoding from 'lib0/encoding';
import type { PageItem } from '../../shared/protocol/page.ts';

export function pageBody(items: readonly PageItem[]): Uint8Array {
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, items.length);
  for (const item of items) {
    encoding.writeVarString(inner, item.kind);
    encoding.writeVarString(inner, item.id);
    encoding.writeVarUint(inner, item.seq);
    encoding.writeUint8(inner, (item.whole ? 1 : 0) | (item.damaged ? 2 : 0) | (item.row === null ? 0 : 4));
    if (item.row !== null) encoding.writeVarString(inner, item.row);
    encoding.writeVarUint(inner, item.chunks.length);
    for (const chunk of item.chunks) encoding.writeVarUint8Array(inner, chunk);
  }
  const plain = encoding.toUint8Array(inner);
  const outer = encoding.createEncoder();
  const deflated = plain.length < 512 ? plain : deflateRawSync(plain, { level: 1 });
  if (deflated.length < plain.length * 0.9) {
    encoding.writeUint8(outer, 1);
    encoding.writeVarUint(outer, plain.length);
    encoding.writeUint8Array(outer, deflated);
  } else {
    encoding.writeUint8(outer, 0);
    encoding.writeUint8Array(outer, plain);
  }
  return encoding.toUint8Array(outer);
}
