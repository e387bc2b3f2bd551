/**
 * Photos that came after the last look at them, added to a backup's draft at its very end: while none becomes whole, so that every
 * one that was acknowledged before the end is in it (rule BACKUP-1). There are few: all others were copied before.
 */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { NodeDisk } from '../files/node-disk.ts';
import type { SealOrder } from '../store/backup-file.ts';
import { wholeFiles } from './data-files.ts';
import type { BackupPart } from './manifest.ts';
import { tarHeader, tarPadding } from './tar.ts';

/** The order with what was added. @throws the system's error */
export async function addFiles(data: string, order: SealOrder): Promise<SealOrder> {
  const { parts, at } = order.manifest;
  const known = new Set(parts.map(({ name }) => name));
  const added: BackupPart[] = [];
  const folder = path.join(data, 'files');
  const draft = await open(order.draft, 'a');
  try {
    for await (const name of wholeFiles(new NodeDisk(folder))) {
      if (known.has(`files/${name}`)) continue;
      const bytes = await readIfThere(path.join(folder, name));
      // Erased since it was listed.
      if (!bytes) continue;
      const part = {
        name: `files/${name}`,
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
      await draft.writeFile(tarHeader(part, at));
      await draft.writeFile(bytes);
      await draft.writeFile(tarPadding(part.size));
      added.push(part);
    }
    if (added.length > 0) await draft.sync();
  } finally {
    await draft.close();
  }
  return { ...order, manifest: { ...order.manifest, parts: [...parts, ...added] } };
}

/** A file has 16 MiB at most (rule FILE-5). */
async function readIfThere(at: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(at);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
