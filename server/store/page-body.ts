/** A page's body as this server makes it: deflated with the fast setting, off the event loop. */
import { deflateRawSync } from 'node:zlib';
import { encodePageBody } from '../../shared/protocol/page-body.ts';
import type { PageItem } from '../../shared/protocol/page.ts';

export const pageBody = (items: readonly PageItem[]): Uint8Array<ArrayBuffer> =>
  encodePageBody(items, (plain) => deflateRawSync(plain, { level: 1 }));
