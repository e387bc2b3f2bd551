/** `solder restore`: a backup into an empty data folder. */
import path from 'node:path';
import { BadBackup } from '../backup/bad-backup.ts';
import { NotRestored, restoreBackup } from '../backup/restore-backup.ts';
import { isWrong } from '../verify/finding.ts';
import { verifyFolder } from '../verify/verify-folder.ts';
import { parseDuration } from './duration.ts';
import { exitCodes, Failure } from './failure.ts';
import { findingsAsJson, tellFindings } from './tell-findings.ts';
import type { Terminal } from './terminal.ts';

export interface RestoreOptions {
  readonly data: string;
  readonly takeBack: string;
  /** False with `--no-check`. */
  readonly check: boolean;
  readonly json: boolean;
}

export async function restoreCommand(
  named: string,
  { data: folder, takeBack, check, json }: RestoreOptions,
  terminal: Terminal,
): Promise<void> {
  const takesBackFor = parseDuration(takeBack);
  if (takesBackFor === undefined) {
    throw new Failure(`"${takeBack}" is no length of time; write 12h or 30d.`, exitCodes.usage);
  }
  const [file, data] = [path.resolve(named), path.resolve(folder)];
  const { manifest, epoch, takesBackUntil, signedOut, invitations } = await restoreBackup({
    file,
    data,
    takesBackFor,
    now: () => terminal.time.now(),
  }).catch((error: unknown) => {
    if (error instanceof BadBackup) throw new Failure(`${file}: ${error.message}`);
    if (error instanceof NotRestored) throw new Failure(error.message);
    throw error;
  });
  if (!json) {
    terminal.out(
      [
        `${file} is restored into ${data}: all that was acknowledged before ${new Date(manifest.at).toISOString()}.`,
        '  Devices that connect are asked for what came since, and the relay takes it back',
        `  until ${new Date(takesBackUntil).toISOString()}.`,
        `  Everybody signs in anew (devices signed out: ${signedOut}), and invitations are made anew (${invitations}).`,
        '  Who was removed, demoted or given another password since then is as before: see "solder user list".',
        '  Whoever was erased since then is to be erased again before devices connect (docs/privacy.md).',
        '',
      ].join('\n'),
    );
  }
  const report = check ? await verifyFolder({ data }) : undefined;
  if (json) {
    const told = {
      file,
      data,
      at: manifest.at,
      from: manifest.epoch,
      epoch,
      takesBackUntil,
      signedOut,
      invitations,
      shops: manifest.shops,
    };
    terminal.out(`${JSON.stringify({ ...told, ...(report && { checked: findingsAsJson(report) }) })}\n`);
  } else if (report) tellFindings(report, terminal, 'Checked');
  if (report?.findings.some(isWrong))
    throw new Failure(`${data} is restored, and what is wrong in it was wrong before.`);
}
