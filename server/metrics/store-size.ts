/** How large the store's file is, with its write-ahead log, in bytes; 0 for what is not there. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { storeFile } from '../store/sqlite-store.ts';

export async function storeSize(folder: string): Promise<number> {
  const file = path.join(folder, storeFile);
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((each) =>
      stat(each).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
