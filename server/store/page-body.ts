/** A page's body as this server makes it: deflated with the fast setting, off the event loop. */
import { deflateRawSync } from 'node:zlib';
import { encodePageBody } from '../../shared/protocol/page-body.ts';
import type { WrittenItem } from '../../shared/protocol/page.ts';

/** About what comes out at once; a page's is a fifth of what goes in. */
const chunkSize = 128 * 1024;

export const pageBody = (items: readonly WrittenItem[]): Uint8Array<ArrayBuffer> =>
  encodePageBody(items, (plain) => deflateRawSync(plain, { level: 1, chunkSize }));
