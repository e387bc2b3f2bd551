/** What a data folder holds, counted: of the store from its tables, of files from the disk. Reads beside whoever writes. */
import path from 'node:path';
import type { ShopId } from '../../shared/lib/ids.ts';
import { eachFile } from '../files/each-file.ts';
import { placeOf } from '../files/file-places.ts';
import { NodeDisk } from '../files/node-disk.ts';
import { openForReading } from '../store/open-for-reading.ts';
import { takesBackUntil } from '../store/renew-store.ts';

export interface ShopStatus {
  readonly shop: ShopId;
  readonly suspended: boolean;
  readonly records: number;
  /** Records of which something is lost. */
  readonly damaged: number;
  /** The newest number of its log. */
  readonly head: number;
  /** Of its log and snapshots. */
  readonly logBytes: number;
  /** How many those may be; null without a bound. */
  readonly mostLogBytes: number | null;
  readonly files: number;
  readonly fileBytes: number;
}

export interface FolderStatus {
  readonly epoch: string;
  /** Until when a restored store takes back from devices, in milliseconds; 0 for one that never was restored. */
  readonly takesBackUntil: number;
  readonly shops: readonly ShopStatus[];
}

/** @throws StoreUnavailable */
export async function folderStatus(data: string): Promise<FolderStatus> {
  const connection = openForReading(data);
  try {
    const shops = connection.all<
      Omit<ShopStatus, 'suspended' | 'files' | 'fileBytes'> & { readonly suspended: number }
    >(
      `SELECT s.shop, s.suspended, s.seq AS head, s.log_bytes AS logBytes,
         json_extract(s.quotas, '$.bytes') AS mostLogBytes,
         (SELECT count(*) FROM documents d WHERE d.shop = s.n AND d.erased = 0) AS records,
         (SELECT count(*) FROM documents d WHERE d.shop = s.n AND d.damaged = 1) AS damaged
       FROM shops s ORDER BY s.shop`,
    );
    return {
      epoch: connection.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'epoch'`)?.value ?? '',
      takesBackUntil: takesBackUntil(connection),
      shops: await Promise.all(
        shops.map(async (line) => ({
          ...line,
          suspended: line.suspended === 1,
          ...(await filesOf(data, line.shop)),
        })),
      ),
    };
  } finally {
    connection.close();
  }
}

async function filesOf(data: string, shop: ShopId): Promise<Pick<ShopStatus, 'files' | 'fileBytes'>> {
  const disk = new NodeDisk(path.join(data, 'files'));
  let [files, fileBytes] = [0, 0];
  for await (const { name, end } of eachFile(disk, shop)) {
    if (end !== '') continue;
    files++;
    fileBytes += (await disk.stat(placeOf(name).whole))?.size ?? 0;
  }
  return { files, fileBytes };
}
