/** Re-reads photos and signatures: each against what was announced of it, and those that records name (rule VERIFY-2). */
import { createHash } from 'node:crypto';
import type { FileId } from '../../shared/lib/ids.ts';
import type { Disk } from '../files/disk.ts';
import { eachFile } from '../files/each-file.ts';
import { placeOf, readShopFolder, tombstoneOf } from '../files/file-places.ts';
import type { FileName } from '../files/files.ts';
import { readFacts } from '../files/read-facts.ts';
import type { Finding } from './finding.ts';
import type { NamedFile } from './verify-store.ts';

export interface FilesChecked {
  files: number;
  fileBytes: number;
}

export interface VerifyFilesOptions {
  readonly disk: Disk;
  readonly named: readonly NamedFile[];
  readonly found: (finding: Finding) => void;
  readonly checked: FilesChecked;
}

export async function verifyFiles({ disk, named, found, checked }: VerifyFilesOptions): Promise<void> {
  for (const folder of await disk.list('')) {
    const shop = readShopFolder(folder);
    if (!shop) continue;
    for await (const { name, end } of eachFile(disk, shop)) {
      if (end !== '') continue;
      const how = await faultOf(disk, name, checked);
      if (how) found({ what: 'file-damaged', shop, id: name.id, rendition: name.rendition, how });
    }
  }
  for (const { name, field, id } of named) {
    if (await isKnown(disk, name.shop, id)) continue;
    const { shop, kind, id: record } = name;
    found({ what: 'file-missing', place: { shop, kind, id: record }, field, id });
  }
}

async function faultOf(
  disk: Disk,
  name: FileName,
  checked: FilesChecked,
): Promise<'no-facts' | 'length' | 'checksum' | undefined> {
  const place = placeOf(name);
  const there = await disk.stat(place.whole);
  // Erased since it was listed.
  if (!there) return undefined;
  checked.files++;
  checked.fileBytes += there.size;
  const facts = readFacts(await disk.read(place.facts));
  if (!facts) return 'no-facts';
  if (there.size !== facts.length) return 'length';
  const hash = createHash('sha256');
  for await (const piece of disk.stream(place.whole)) hash.update(piece);
  return hash.digest('hex') === facts.sha256 ? undefined : 'checksum';
}

/** Here, or removed for good. */
async function isKnown(disk: Disk, shop: FileName['shop'], id: FileId): Promise<boolean> {
  const { whole } = placeOf({ shop, id, rendition: 'full' });
  return ((await disk.stat(whole)) ?? (await disk.stat(tombstoneOf(shop, id)))) !== undefined;
}
