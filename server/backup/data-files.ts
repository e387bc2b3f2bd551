/**
 * What a backup takes of a data folder beside its store: the photos and signatures that are whole, with their facts, and what says
 * that one was removed; and of bridges their settings and their state. What lets a bridge in there stays out.
 */
import type { Disk } from '../files/disk.ts';
import { readPlace, readShopFolder } from '../files/file-places.ts';
import { parseShop } from '../../shared/lib/ids.ts';

/** Paths below the folder of files. Unfinished uploads are left out: their device goes on with them. */
export async function* wholeFiles(disk: Pick<Disk, 'list'>): AsyncGenerator<string, void, void> {
  for (const top of await disk.list('')) {
    const shop = readShopFolder(top);
    if (!shop) continue;
    for (const folder of await disk.list(top)) {
      const names = new Set(await disk.list(`${top}/${folder}`));
      for (const name of names) {
        const end = readPlace(shop, name)?.end;
        const isPart =
          name.endsWith('.gone') || end === '' || (end === 'json' && names.has(name.slice(0, -5)));
        if (isPart) yield `${top}/${folder}/${name}`;
      }
    }
  }
}

/** Whether a part is such a file: nothing else is ever unpacked below the folder of files. */
export function isFilePath(path: string): boolean {
  const [top = '', folder = '', name = '', ...more] = path.split('/');
  const shop = readShopFolder(top);
  if (!shop || more.length > 0 || !/^[a-z0-9]{2}$/.test(folder)) return false;
  if (/^[0-9a-z]{22}\.gone$/.test(name)) return true;
  const end = readPlace(shop, name)?.end;
  return end === '' || end === 'json';
}

/** Whether a part is such a file of a bridge. */
export function isBridgePath(path: string): boolean {
  const [, shop = ''] = /^([^/]+)\.(?:json|sqlite)$/.exec(path) ?? [];
  return parseShop(shop) !== undefined;
}
