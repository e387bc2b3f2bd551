/** What an upload's requests say in their headers: tus 1.0.0, with the file's facts as its metadata. */
import {
  parseEntityKey,
  parseFileId,
  type Author,
  type EntityName,
  type ShopId,
} from '../../shared/lib/ids.ts';
import { isImageType, isRendition, isSha256, tusVersion } from '../../shared/protocol/file-upload.ts';
import type { FileFacts, FileName } from '../files/files.ts';
import { Problem } from './problem.ts';

type Header = (name: string) => string | undefined;

/** @throws Problem `unsupported-version` for another tus, and for none. */
export function requireTus(header: Header): void {
  if (header('tus-resumable') !== tusVersion) throw new Problem('unsupported-version');
}

/** Of `key base64, key base64, …` the values as texts; undefined when it is not written so. */
export function readMetadata(text: string): ReadonlyMap<string, string> | undefined {
  const read = new Map<string, string>();
  for (const pair of text.split(',')) {
    const [, key, value = ''] = /^ *([!-+\--~]+)(?: ([A-Za-z0-9+/]*={0,2}))? *$/.exec(pair) ?? [];
    if (key === undefined || read.has(key)) return undefined;
    read.set(key, Buffer.from(value, 'base64').toString('utf8'));
  }
  return read;
}

/**
 * Which file is announced, as what, and for which record where that is said.
 * @throws Problem `bad-request`, saying what is missing; `unsupported-media-type`
 */
export function readAnnouncement(
  header: Header,
  shop: ShopId,
  by: Author,
): { readonly name: FileName; readonly facts: FileFacts; readonly of: EntityName | undefined } {
  const length = wholeNumber(header('upload-length'));
  if (length === undefined || length < 1) {
    throw new Problem('bad-request', 'Upload-Length is how many bytes the file has, at least 1.');
  }
  const metadata = readMetadata(header('upload-metadata') ?? '');
  const id = parseFileId(metadata?.get('id') ?? '');
  const rendition = metadata?.get('rendition') ?? 'full';
  const type = metadata?.get('filetype');
  const sha256 = metadata?.get('sha256');
  if (!id || !isRendition(rendition) || !isSha256(sha256)) {
    throw new Problem(
      'bad-request',
      'Upload-Metadata holds id, rendition (full or thumb), filetype and sha256 (hex), each in base64.',
    );
  }
  if (!isImageType(type)) throw new Problem('unsupported-media-type', 'JPEG, PNG and WebP are taken.');
  const of = parseEntityKey(metadata?.get('for') ?? '');
  return { name: { shop, id, rendition }, facts: { length, type, sha256, by }, of };
}

/** @throws Problem `bad-request` */
export function readOffset(header: Header): number {
  const offset = wholeNumber(header('upload-offset'));
  if (offset === undefined)
    throw new Problem('bad-request', 'Upload-Offset is where the body begins, in bytes.');
  return offset;
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
