/** `solder backup`: a data folder as one file, with and without a running relay, checked by restoring it. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { checkBackup } from '../backup/check-backup.ts';
import type { Manifest } from '../backup/manifest.ts';
import { folderHold } from '../backup/store-holds.ts';
import { BackupNotTaken, writeBackup, type StoreHold } from '../backup/write-backup.ts';
import { readConfig } from '../read-config.ts';
import { lockFolder } from '../data-folder.ts';
import { secretKeysPath } from '../secrets/secret-keys.ts';
import type { HeldFile } from '../store/backup-file.ts';
import { storeFile } from '../store/sqlite-store.ts';
import { solderVersion } from '../version.ts';
import { isWrong } from '../verify/finding.ts';
import type { VerifyReport } from '../verify/verify-folder.ts';
import { askRelay, type AskRelay } from './ask-relay.ts';
import { Failure } from './failure.ts';
import { requireFolder } from './require-folder.ts';
import { countText, sizeText } from './sizes.ts';
import type { Terminal } from './terminal.ts';
import { tellFindings } from './tell-findings.ts';

export interface BackupOptions {
  /** False with `--no-check`. */
  readonly check: boolean;
  /** False with `--no-signing-key`. */
  readonly signingKey: boolean;
  readonly withSecretKeys: boolean;
  readonly json: boolean;
}

const toldEvery = 256 * 1024 * 1024;

export async function backupCommand(
  named: string,
  { check, signingKey, withSecretKeys, json }: BackupOptions,
  terminal: Terminal,
): Promise<void> {
  const config = readConfig(terminal.env);
  const file = path.resolve(named);
  await requireFolder(config.data);
  if (!existsSync(path.join(config.data, storeFile)))
    throw new Failure(`There is no store in ${config.data}.`);
  const manifest = await onHeldStore(config.data, terminal, (store) =>
    writeBackup({
      data: config.data,
      file,
      signingKey,
      ...(withSecretKeys && { secretKeys: config.secretKeys || secretKeysPath(config.data) }),
      solder: solderVersion,
      now: () => terminal.time.now(),
      store,
      tell: json ? () => {} : progress(terminal),
    }),
  );
  const { size } = await stat(file);
  const { shops, at, parts, epoch } = manifest;
  if (!json) terminal.out(describeBackup(file, size, manifest));
  let checked: VerifyReport | undefined;
  if (check) {
    checked = await checkBackup(file);
    if (!json) tellFindings(checked, terminal, 'Checked by restoring it');
  }
  if (json) {
    const told = { file, size, at, epoch, solder: manifest.solder, shops, parts: parts.length };
    terminal.out(`${JSON.stringify({ ...told, ...(checked && { checked }) })}\n`);
  }
  if (checked?.findings.some(isWrong)) {
    throw new Failure(
      `${file} was written, and holds what is wrong in ${config.data} as well. Run "solder verify" there.`,
    );
  }
}

/** The store of the folder, held by this process or by the relay that works on it. @throws Failure */
async function onHeldStore<T>(
  data: string,
  { time }: Terminal,
  work: (store: StoreHold) => Promise<T>,
): Promise<T> {
  const lock = lockFolder(data);
  try {
    return await work(lock ? folderHold(data) : relayHold((await askRelay({ data }, time)).post));
  } catch (error) {
    if (error instanceof BackupNotTaken) throw new Failure(error.message);
    throw error;
  } finally {
    lock?.release();
  }
}

const relayHold = (ask: AskRelay): StoreHold => ({
  hold: async () => (await ask('backup/hold')) as HeldFile,
  seal: async (order) => (await ask('backup/seal', order)) as Manifest,
  release: async () => void (await ask('backup/release')),
});

function progress({ err }: Terminal): (bytes: number) => void {
  let next = toldEvery;
  return (bytes) => {
    if (bytes < next) return;
    next += toldEvery;
    err(`${sizeText(bytes)} copied\n`);
  };
}

function describeBackup(file: string, size: number, { shops, at, parts }: Manifest): string {
  const files = parts.filter(({ name }) => name.startsWith('files/') && !name.endsWith('.json')).length;
  const keys = parts.flatMap(({ name }) => (name.startsWith('keys/') ? [name] : []));
  return [
    `${file}: ${sizeText(size)}, ${countText(shops.length, 'shop')}, ${countText(files, 'file')} (photos, signatures).`,
    `  All that was acknowledged before ${new Date(at).toISOString()} is in it.`,
    keys.length > 0 ? `  Keys in it: ${keys.join(', ')}.` : '  No keys are in it.',
    '',
  ].join('\n');
}
