/**
 * Where a file lies: `SHOP/xy/ID.full`, with `xy` the last two letters of its id, which are random, so that no folder
 * grows too large. The parts of a name are checked where they are parsed and hold neither dots nor slashes.
 */
import { parseFileId, parseShop, type FileId, type ShopId } from '../../shared/lib/ids.ts';
import { isRendition } from '../../shared/protocol/file-upload.ts';
import type { FileName } from './files.ts';

export interface FilePlace {
  readonly folder: string;
  /** The file, once it is whole: only a rename ever puts it there. */
  readonly whole: string;
  /** What came so far of an unfinished one. */
  readonly upload: string;
  /** What was announced, as JSON. */
  readonly facts: string;
  /** These while they are written. */
  readonly draft: string;
}

const folderOf = (shop: ShopId, id: FileId): string => `${shop}/${id.slice(-2)}`;

export function placeOf({ shop, id, rendition }: FileName): FilePlace {
  const folder = folderOf(shop, id);
  const whole = `${folder}/${id}.${rendition}`;
  return { folder, whole, upload: `${whole}.upload`, facts: `${whole}.json`, draft: `${whole}.draft` };
}

export const tombstoneEnd = '.gone';

/** Says that a file was removed for good. */
export const tombstoneOf = (shop: ShopId, id: FileId): string => `${folderOf(shop, id)}/${id}${tombstoneEnd}`;

/** What a name in such a folder is of; undefined for a tombstone and for what is not ours. */
export function readPlace(
  shop: ShopId,
  text: string,
): { readonly name: FileName; readonly end: string } | undefined {
  const [first = '', rendition, ...rest] = text.split('.');
  const id = parseFileId(first);
  if (!id || !isRendition(rendition)) return undefined;
  return { name: { shop, id, rendition }, end: rest.join('.') };
}

export const readShopFolder = (text: string): ShopId | undefined => parseShop(text);
