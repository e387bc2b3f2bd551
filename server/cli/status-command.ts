/** `solder status`: what is on this machine, at a glance. */
import { stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { readConfig } from '../read-config.ts';
import { lockFolder, readPlace } from '../data-folder.ts';
import { folderStatus, type ShopStatus } from '../inspect/folder-status.ts';
import { storeFile } from '../store/sqlite-store.ts';
import { solderVersion } from '../version.ts';
import { Failure } from './failure.ts';
import { requireFolder } from './require-folder.ts';
import { countText, sizeText } from './sizes.ts';
import { inTable } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Json {
  readonly json: boolean;
}

type Relay =
  | { readonly state: 'stopped' }
  /** Somebody works on the folder and is no relay that answers. */
  | { readonly state: 'busy' }
  | {
      readonly state: 'running' | 'draining' | 'unhealthy' | 'silent';
      readonly url: string;
      readonly pid: number;
    };

/** Ends with exit code 1 when a relay runs that is not well. */
export async function statusCommand({ json }: Json, terminal: Terminal): Promise<void> {
  const { data } = readConfig(terminal.env);
  await requireFolder(data);
  const relay = await relayOf(data);
  const store = await folderStatus(data);
  const size = async (name: string): Promise<number> =>
    (await stat(path.join(data, name)).catch(() => undefined))?.size ?? 0;
  const disk = await statfs(data);
  const told = {
    solder: solderVersion,
    data,
    relay,
    ...store,
    storeBytes: await size(storeFile),
    logBytes: await size(`${storeFile}-wal`),
    freeBytes: disk.bavail * disk.bsize,
  };
  if (json) terminal.out(`${JSON.stringify(told)}\n`);
  else {
    const until = store.takesBackUntil;
    terminal.out(
      [
        `Solder ${solderVersion}, ${data}`,
        `  relay: ${describeRelay(relay)}`,
        `  store: ${sizeText(told.storeBytes)} and ${sizeText(told.logBytes)} of write-ahead log, epoch ${store.epoch}`,
        `  free on its disk: ${sizeText(told.freeBytes)}`,
        ...(until > terminal.time.now()
          ? [`  it was restored, and takes back from devices until ${new Date(until).toISOString()}`]
          : []),
        '',
      ].join('\n'),
    );
    if (store.shops.length > 0) terminal.out(`${inTable(store.shops.map(describeShop))}\n`);
  }
  if (relay.state === 'unhealthy' || relay.state === 'silent') {
    throw new Failure(
      `The relay at ${relay.url} ${relay.state === 'silent' ? 'does not answer' : 'cannot read or write its store'}.`,
    );
  }
}

async function relayOf(data: string): Promise<Relay> {
  const lock = lockFolder(data);
  if (lock) {
    lock.release();
    return { state: 'stopped' };
  }
  const place = await readPlace(data);
  if (!place) return { state: 'busy' };
  const answer = await fetch(new URL('/ready', place.url), { signal: AbortSignal.timeout(5000) }).catch(
    () => undefined,
  );
  if (!answer) return { state: 'silent', ...place };
  if (answer.ok) return { state: 'running', ...place };
  const told: unknown = await answer.json().catch(() => undefined);
  const dry = typeof told === 'object' && told !== null && 'why' in told && told.why === 'draining';
  return { state: dry ? 'draining' : 'unhealthy', ...place };
}

function describeRelay(relay: Relay): string {
  if (relay.state === 'stopped') return 'none runs';
  if (relay.state === 'busy') return 'another command works on the folder';
  const well = {
    running: 'runs',
    draining: 'runs dry, and takes nobody in until it is started again',
    unhealthy: 'runs, and is not well',
    silent: 'does not answer',
  }[relay.state];
  return `${well}, ${relay.url}, process ${relay.pid}`;
}

const describeShop = ({
  shop,
  suspended,
  records,
  damaged,
  head,
  logBytes,
  mostLogBytes,
  files,
  fileBytes,
}: ShopStatus): readonly string[] => [
  `  ${shop}${suspended ? ' (suspended)' : ''}`,
  countText(records, 'record'),
  `newest number ${head}`,
  `${sizeText(logBytes)}${mostLogBytes === null ? '' : ` of ${sizeText(mostLogBytes)}`} of log`,
  `${countText(files, 'file')}, ${sizeText(fileBytes)}`,
  damaged > 0 ? `${damaged} damaged: solder doc ls --shop ${shop} --damaged` : '',
];
