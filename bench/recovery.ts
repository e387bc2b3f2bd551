/**
 * How soon a relay serves again on a store whose writer was killed in the middle of writing, a large one and an almost empty
 * one: the write-ahead log had grown to near what it may be, and all of it is read again.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteStore, storeFile } from '../server/store/sqlite-store.ts';
import type { Bench } from './bench.ts';
import { appendCopies } from './append-copies.ts';
import { forkLoad } from './fan-out/fork-load.ts';
import { fetchPage } from './fetch-page.ts';
import type { FillPlan } from './fill-log.ts';
import { say } from './progress.ts';
import { startRelay } from './relay-process.ts';
import { benchResult } from './result.ts';
import { makeShop, type BenchShop } from './shop.ts';
import { sideBySide, type Figures } from './side-by-side.ts';

const gigabyte = 2 ** 30;
/** A write-ahead log of this size is left to be read; it is moved into the file at 64 MB. */
const fullLog = 48 * 2 ** 20;

export const recovery: Bench = async ({ quick, rounds }, stack) => {
  const large = await makeShop(0, stack);
  const storeBytes = await growTo(large.folder, quick ? 2 ** 20 : gigabyte);
  say(`a store of ${Math.round(storeBytes / 2 ** 20)} MB`);
  const figures = await sideBySide(
    [
      { name: 'large', measure: () => restart(large, quick) },
      { name: 'empty', measure: async () => restart(await makeShop(0, stack), quick) },
    ],
    rounds,
  );
  const of = (name: string, key: string): number | null => figures.get(name)?.[key] ?? null;
  const solder = {
    logBytes: of('large', 'logBytes'),
    logBytesEmpty: of('empty', 'logBytes'),
    startMs: of('large', 'startMs'),
    startMsEmpty: of('empty', 'startMs'),
    firstPageMs: of('large', 'firstPageMs'),
    memoryMb: of('large', 'memoryMb'),
    memoryMbEmpty: of('empty', 'memoryMb'),
  };
  return benchResult('recovery', { rounds, storeBytes }, { solder });
};

/** Leaves a full write-ahead log and a killed writer, and starts a relay on that. */
async function restart({ folder, token }: BenchShop, quick: boolean): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  // What was left by the round before is moved into the file.
  await (await openSqliteStore({ folder })).close();
  const logBytes = await killWriter(folder, quick ? 2 ** 20 : fullLog);
  const from = performance.now();
  const relay = await startRelay(folder, stack);
  const startMs = Math.round(performance.now() - from);
  const asked = performance.now();
  await fetchPage(`ws://${relay.host}:${relay.port}/sync`, token);
  const firstPageMs = Math.round(performance.now() - asked);
  return { logBytes, startMs, firstPageMs, memoryMb: Math.round((await relay.memory()) / 2 ** 20) };
}

let killed = 0;

/** Answers the bytes of the write-ahead log that it leaves. @throws when the writer ends before. */
async function killWriter(folder: string, enough: number): Promise<number> {
  {
    // Whoever leaves this block kills it.
    await using writing = new AsyncDisposableStack();
    const plan: FillPlan = { folder, prefix: `killed-${killed++}`, atOnce: 100 };
    const file = path.join(import.meta.dirname, 'fill-log.ts');
    const ended = forkLoad<never>(file, plan, () => undefined, writing);
    ended.catch(() => undefined);
    while ((await logSize(folder)) < enough) await Promise.race([pause(5), ended]);
  }
  return logSize(folder);
}

const logSize = async (folder: string): Promise<number> =>
  (await stat(path.join(folder, `${storeFile}-wal`)).catch(() => ({ size: 0 }))).size;

/** Fills the store with copies of some records until its file has that size. */
async function growTo(folder: string, bytes: number): Promise<number> {
  const file = path.join(folder, storeFile);
  const store = await openSqliteStore({ folder });
  try {
    await appendCopies(
      store,
      { prefix: 'grown', atOnce: 2_000 },
      async () => (await stat(file)).size >= bytes,
    );
  } finally {
    await store.close();
  }
  return (await stat(file)).size;
}
