/** Whether a backup can be restored: it is, into a scratch folder beside it, and everything in it is read again (rule BACKUP-6). */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { Connection } from '../store/connection.ts';
import { prepare } from '../store/row-sums.ts';
import { storeFile } from '../store/sqlite-store.ts';
import { verifyFolder, type VerifyFolderOptions, type VerifyReport } from '../verify/verify-folder.ts';
import { BadBackup, unusable } from './bad-backup.ts';
import { unpackBackup } from './restore-backup.ts';

/** @throws BadBackup */
export async function checkBackup(
  file: string,
  tell?: NonNullable<VerifyFolderOptions['tell']>,
): Promise<VerifyReport> {
  const folder = path.dirname(file);
  const scratch = await mkdtemp(path.join(folder, '.solder-check-')).catch((error: unknown) => {
    throw unusable(folder, error);
  });
  try {
    await unpackBackup(file, scratch).catch((error: unknown) => {
      throw error instanceof BadBackup ? error : unusable(folder, error);
    });
    const connection = new Connection({
      file: path.join(scratch, storeFile),
      mode: 'write',
      busyTimeout: 10_000,
    });
    try {
      prepare(connection);
    } finally {
      connection.close();
    }
    return await verifyFolder({ data: scratch, ...(tell && { tell }) });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
