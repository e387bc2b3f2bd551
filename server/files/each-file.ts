/** Going through a shop's files as they lie on the disk: how much room they take, and which were given up. */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Disk } from './disk.ts';
import { placeOf, readPlace, type FilePlace } from './file-places.ts';
import { readFacts } from './read-facts.ts';
import { roomOf } from './shop-usage.ts';

/** Each path of each file; `end` is what follows the rendition, nothing for a whole file. */
export async function* eachFile(disk: Disk, shop: ShopId) {
  for (const folder of await disk.list(shop)) {
    for (const text of await disk.list(`${shop}/${folder}`)) {
      const found = readPlace(shop, text);
      if (found) yield found;
    }
  }
}

/** Whole files by their size, unfinished ones by what they announced. */
export async function countRoom(disk: Disk, shop: ShopId): Promise<number> {
  let bytes = 0;
  for await (const { name, end } of eachFile(disk, shop)) {
    const { whole, facts } = placeOf(name);
    if (end === '') bytes += roomOf((await disk.stat(whole))?.size ?? 0);
    if (end !== 'json' || (await disk.stat(whole))) continue;
    bytes += roomOf(readFacts(await disk.read(facts))?.length ?? 0);
  }
  return bytes;
}

/** Whether an upload is unfinished and has not moved since `before`. */
export async function isGivenUp(disk: Disk, place: FilePlace, before: number): Promise<boolean> {
  const { whole, upload, facts, draft } = place;
  if (await disk.stat(whole)) return false;
  const found = await Promise.all([upload, facts, draft].map((path) => disk.stat(path)));
  const touched = found.flatMap((each) => each?.changed ?? []);
  return touched.length > 0 && Math.max(...touched) < before;
}
