/** The relay's part in a backup that the command line takes (rule BACKUP-1). Who asks is the operator. */
import path from 'node:path';
import { Hono } from 'hono';
import type { Manifest } from '../backup/manifest.ts';
import { BackupUnderWay, type Holding } from '../backup/store-holds.ts';
import type { Log } from '../log.ts';
import type { SealOrder } from '../store/backup-file.ts';
import { StoreUnavailable } from '../store/store.ts';
import { readFields } from './json-body.ts';
import { Problem } from './problem.ts';

export interface BackupDependencies {
  readonly backups: Holding;
  readonly log: Log;
}

export function backupRoutes({ backups, log }: BackupDependencies): Hono {
  const routes = new Hono();

  routes.post('/hold', async (context) => {
    try {
      return context.json(await backups.hold());
    } catch (error) {
      if (error instanceof BackupUnderWay) throw new Problem('conflict', error.message);
      throw error;
    }
  });

  routes.post('/seal', async (context) => {
    const order = readOrder(await readFields(context.req));
    try {
      const manifest = await backups.seal(order);
      log('info', 'backed-up', { parts: manifest.parts.length });
      return context.json(manifest);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      // The store says why it could not: the other end of this is a person at the machine.
      log('error', 'not-backed-up');
      throw new Problem(
        'conflict',
        `the relay, which writes the end of a backup itself, could not: ${error.message}`,
      );
    }
  });

  routes.post('/release', async (context) => {
    await backups.release();
    return context.json({});
  });

  return routes;
}

/** @throws Problem `bad-request` */
function readOrder(body: ReadonlyMap<string, unknown>): SealOrder {
  const [held, draft, file, manifest] = ['held', 'draft', 'file', 'manifest'].map((field) => body.get(field));
  const arePaths = typeof draft === 'string' && typeof file === 'string' && path.isAbsolute(file);
  if (!arePaths || draft !== `${file}.part` || !isObject(held) || !isObject(manifest)) {
    throw new Problem('bad-request', 'Send {"held", "draft", "file", "manifest"}.');
  }
  const { size, modified } = held as Record<string, unknown>;
  const { parts } = manifest as Record<string, unknown>;
  if (typeof size !== 'number' || typeof modified !== 'string' || !Array.isArray(parts)) {
    throw new Problem('bad-request', 'Send what was held, and the manifest so far.');
  }
  // The command line of the same folder wrote it: nobody else has its key.
  return { held: { size, modified }, draft, file, manifest: manifest as Manifest };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
