/** `solder verify`: reads everything that is stored again and says what is wrong, with and without a running relay. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseEntityKey, parseShop } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { BadBackup } from '../backup/bad-backup.ts';
import { checkBackup } from '../backup/check-backup.ts';
import type { Config } from '../config.ts';
import { lockFolder } from '../data-folder.ts';
import { readConfig } from '../read-config.ts';
import { openSecretKeys, secretKeysPath, type SecretKeys } from '../secrets/secret-keys.ts';
import { acceptAsItIs } from '../store/row-sums.ts';
import { storeFile } from '../store/sqlite-store.ts';
import type { DocumentName } from '../store/store.ts';
import { isMendable, isWrong, type Finding } from '../verify/finding.ts';
import { mendRecords, type Mended } from '../verify/mend-records.ts';
import { verifyFolder, type VerifyReport } from '../verify/verify-folder.ts';
import { exitCodes, Failure } from './failure.ts';
import { onTheFolder } from './on-the-folder.ts';
import { requireFolder } from './require-folder.ts';
import { countText } from './sizes.ts';
import { findingsAsJson, tellFindings } from './tell-findings.ts';
import type { Terminal } from './terminal.ts';

export interface VerifyOptions {
  readonly backup?: string;
  readonly repair: boolean;
  readonly accept: boolean;
  readonly json: boolean;
}

/** Ends with exit code 1 when something is wrong, also when it was repaired. */
export async function verifyCommand(
  { backup, repair, accept, json }: VerifyOptions,
  terminal: Terminal,
): Promise<void> {
  if (backup !== undefined) {
    if (repair || accept) throw new Failure('A backup is not changed: restore it first.', exitCodes.usage);
    return verifyBackup(path.resolve(backup), json, terminal);
  }
  const config = readConfig(terminal.env);
  await requireFolder(config.data);
  const report = await verifyFolder({
    data: config.data,
    keys: await keysOf(config),
    ...(!json && { tell: ({ documents }) => terminal.err(`${countText(documents, 'record')} read\n`) }),
  });
  const mended = repair ? await mend(config, report.findings, terminal) : undefined;
  const accepted = accept ? acceptRows(config.data, report.findings) : undefined;
  if (json)
    terminal.out(
      `${JSON.stringify({ ...findingsAsJson(report), ...(mended && { mended }), ...(accepted !== undefined && { accepted }) })}\n`,
    );
  else {
    tellFindings(report, terminal, config.data);
    if (mended) terminal.out(describeMended(mended));
    if (accepted !== undefined)
      terminal.out(`${countText(accepted, 'difference is', 'differences are')} taken as the store is now.\n`);
  }
  failWhenWrong(report);
}

/** Looking makes no keys. */
async function keysOf({ secretKeys, data }: Config): Promise<Pick<SecretKeys, 'withId'>> {
  const file = secretKeys || secretKeysPath(data);
  return existsSync(file) ? openSecretKeys(file) : { withId: () => undefined };
}

async function verifyBackup(file: string, json: boolean, terminal: Terminal): Promise<void> {
  const report = await checkBackup(file).catch((error: unknown) => {
    if (error instanceof BadBackup) throw new Failure(`${file}: ${error.message}`);
    throw error;
  });
  if (json) terminal.out(`${JSON.stringify(findingsAsJson(report))}\n`);
  else tellFindings(report, terminal, file);
  failWhenWrong(report);
}

function failWhenWrong({ findings }: VerifyReport): void {
  const wrong = findings.filter(isWrong).length;
  if (wrong > 0) throw new Failure(`${countText(wrong, 'thing is', 'things are')} wrong.`);
}

async function mend(config: Config, findings: readonly Finding[], terminal: Terminal): Promise<Mended> {
  const names = new Map(
    findings.flatMap((finding): [string, DocumentName][] => {
      if (!isMendable(finding) && finding.what !== 'damage') return [];
      const { shop, kind, id } = finding.place;
      const name = must(parseEntityKey(`${kind}/${id}`), 'a stored name is legal');
      return [[`${shop}/${kind}/${id}`, { shop: must(parseShop(shop), 'a stored name is legal'), ...name }]];
    }),
  );
  if (names.size === 0) return { rows: 0, marked: 0 };
  return onTheFolder<Mended>(config, terminal, {
    here: ({ store }) => mendRecords(store, [...names.values()]),
    there: async (ask) => (await ask('documents/mend', { names: [...names.keys()] })) as Mended,
  });
}

const accepts: ReadonlySet<Finding['what']> = new Set([
  'missing-record',
  'missing-rows',
  'other-hand',
  'not-noted',
  'followed-too-far',
]);

/** How many findings are none any more. @throws Failure while a relay works there */
function acceptRows(data: string, findings: readonly Finding[]): number {
  const lock = lockFolder(data);
  if (!lock) throw new Failure(`A relay works on ${data}. End it first; nothing was accepted.`);
  try {
    acceptAsItIs(path.join(data, storeFile));
  } finally {
    lock.release();
  }
  return findings.filter(({ what }) => accepts.has(what)).length;
}

const describeMended = ({ rows, marked }: Mended): string =>
  `${countText(rows, 'row was', 'rows were')} made again; ${countText(marked, 'record is', 'records are')} marked as damaged, for devices to mend.\n`;
