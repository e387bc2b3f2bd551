/** The photos and signatures of a data folder, as a backup takes them: whole ones with their facts, and what says that one was removed. */
import type { Disk } from '../files/disk.ts';
import { readPlace, readShopFolder } from '../files/file-places.ts';

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
