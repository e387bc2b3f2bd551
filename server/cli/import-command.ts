/** `solder import open-repair`: a file into a shop, through the running relay or in this process. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { NotDone } from '../accounts/not-done.ts';
import { newShop } from '../accounts/read-asked.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { openSigningKey } from '../auth/signing-key.ts';
import { createMintToken } from '../auth/token.ts';
import type { Config } from '../config.ts';
import { readConfig } from '../read-config.ts';
import { lockFolder, makeFolder, readPlace } from '../data-folder.ts';
import { ensureShop, firstOwner } from '../import/ensure-shop.ts';
import {
  describeBadRow,
  describeFailure,
  type ImportEvent,
  type ImportReport,
} from '../import/import-events.ts';
import { importOpenRepair, ImportStopped } from '../import/import-open-repair.ts';
import { silentLog } from '../log.ts';
import { openWorkshop } from '../workshop.ts';
import { askRelay } from './ask-relay.ts';
import { exitCodes, Failure } from './failure.ts';
import { importRemotely } from './import-remote.ts';
import type { Terminal } from './terminal.ts';

export interface ImportOptions {
  readonly shop: string;
  readonly json: boolean;
}

const tokenLife = 10 * 60_000;
/** How many bad rows `--json` lists one by one; all of them are counted. */
const mostListed = 1000;

export async function importCommand(
  file: string,
  { shop, json }: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const config = readConfig(terminal.env);
  const named = nameOf(shop);
  const source = await openFile(file);
  const started = terminal.time.now();
  const bad: string[] = [];
  const tell = (event: ImportEvent): void => {
    if (event.type === 'bad') {
      const words = describeBadRow(event);
      if (bad.length < mostListed) bad.push(words);
      terminal.err(`${file}: ${words}\n`);
    } else if (event.type === 'progress' && !json) {
      terminal.err(`${event.report.rows} rows read, ${event.report.records} records written\n`);
    }
  };

  const report = await run(config, named, source, tell, terminal).catch((error: unknown) => {
    if (error instanceof ImportStopped) throw new Failure(`${file}: ${describeFailure(error.failure)}`);
    throw error;
  });
  const ms = terminal.time.now() - started;
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  if (json) terminal.out(`${JSON.stringify({ file, shop, ...report, ms, peakMegabytes, badRows: bad })}\n`);
  else terminal.out(describeReport(file, shop, report, ms, peakMegabytes));
}

function nameOf(shop: string): ShopId {
  try {
    return newShop(shop);
  } catch (error) {
    if (error instanceof NotDone) throw new Failure(error.message, exitCodes.usage);
    throw error;
  }
}

async function run(
  config: Config,
  shop: ShopId,
  source: Readable,
  tell: (event: ImportEvent) => void,
  { time, random }: Terminal,
): Promise<ImportReport> {
  await makeFolder(config.data);
  const lock = lockFolder(config.data);
  if (lock) {
    const workshop = await openWorkshop({ folder: config.data, time, random, log: silentLog });
    try {
      await ensureShop(workshop.store, shop, time.now());
      return await importOpenRepair({ relay: workshop.relay, shop, source, tell });
    } finally {
      await workshop.close();
      lock.release();
    }
  }
  const place = await readPlace(config.data);
  if (!place || !(await answers(place.url))) {
    throw new Failure(
      `Another process works on ${config.data} and does not answer. Wait until it is done, or end it.`,
    );
  }
  const { post } = await askRelay(config, time);
  await post('administration/shop-ensure', { shop });
  const mint = createMintToken(await openSigningKey(config.data), time);
  // Not a person of the shop: whoever holds the key may import, whatever role somebody has there by now.
  const token = await mint({ ...firstOwner(shop), id: 'solder-import' as Author }, tokenLife);
  return importRemotely({ url: place.url, token, shop, source, tell });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/health', url), { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

async function openFile(file: string): Promise<Readable> {
  try {
    const handle = await open(file);
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      throw new Failure(`${file} is a folder.`);
    }
    return createReadStream('', { fd: handle });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `${file} cannot be read${error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''}.`,
    );
  }
}

function describeReport(
  file: string,
  shop: string,
  report: ImportReport,
  ms: number,
  megabytes: number,
): string {
  const { rows, imported, unchanged, bad, records } = report;
  const lines = [
    `${file} into the shop "${shop}": ${rows} ${rows === 1 ? 'row' : 'rows'} in ${(ms / 1000).toFixed(1)} s (${megabytes} MB at most here).`,
    `  ${imported} repairs imported, ${records} records written`,
    `  ${unchanged} repairs were there already`,
    `  ${bad} bad rows left out`,
  ];
  if (records === 0) lines.push('Nothing was added or changed.');
  return `${lines.join('\n')}\n`;
}
