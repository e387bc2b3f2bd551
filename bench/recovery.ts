/** How soon a relay that was killed serves again, with a large store and with an empty one. */
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { must } from '../shared/lib/assert.ts';
import { parseEntityId } from '../shared/lib/ids.ts';
import { openSqliteStore, storeFile } from '../server/store/sqlite-store.ts';
import type { LogEntry } from '../server/store/store.ts';
import type { Bench } from './bench.ts';
import { fetchPage } from './fetch-page.ts';
import { say } from './progress.ts';
import { startRelay } from './relay-process.ts';
import { benchResult } from './result.ts';
import { makeShop, records, type BenchShop } from './shop.ts';
import { sideBySide, type Figures } from './side-by-side.ts';

const gigabyte = 2 ** 30;
const atOnce = 2_000;

export const recovery: Bench = async ({ quick, rounds }, stack) => {
  const large = await makeShop(0, stack);
  const empty = await makeShop(0, stack);
  const storeBytes = await growTo(large.folder, quick ? 2 ** 20 : gigabyte);
  say(`a store of ${Math.round(storeBytes / 2 ** 20)} MB`);
  const figures = await sideBySide(
    [
      { name: 'large', measure: () => restart(large) },
      { name: 'empty', measure: () => restart(empty) },
    ],
    rounds,
  );
  const of = (name: string, key: string): number | null => figures.get(name)?.[key] ?? null;
  const solder = {
    startMs: of('large', 'startMs'),
    startMsEmpty: of('empty', 'startMs'),
    firstPageMs: of('large', 'firstPageMs'),
    memoryMb: of('large', 'memoryMb'),
    memoryMbEmpty: of('empty', 'memoryMb'),
  };
  return benchResult('recovery', { rounds, storeBytes }, { solder });
};

/** Killed in the middle of its life, and started again. */
async function restart({ folder, token }: BenchShop): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const before = await startRelay(folder, stack);
  await before.kill();
  const from = performance.now();
  const relay = await startRelay(folder, stack);
  const startMs = Math.round(performance.now() - from);
  const asked = performance.now();
  await fetchPage(`ws://${relay.host}:${relay.port}/sync`, token);
  const firstPageMs = Math.round(performance.now() - asked);
  return { startMs, firstPageMs, memoryMb: Math.round((await relay.memory()) / 2 ** 20) };
}

/** Fills the store with copies of some records until its file has that size, and drops what the system remembers of it where it can. */
async function growTo(folder: string, bytes: number): Promise<number> {
  const file = path.join(folder, storeFile);
  const some = [...records(200)];
  const store = await openSqliteStore({ folder });
  try {
    let made = 0;
    while ((await stat(file)).size < bytes) {
      await store.append(
        Array.from({ length: atOnce }, (): LogEntry => {
          const entry = must(some[made % some.length], 'a record');
          const id = must(parseEntityId(`grown-${String(made++).padStart(8, '0')}`), 'a legal id');
          return { ...entry, name: { ...entry.name, id }, claims: [] };
        }),
      );
    }
  } finally {
    await store.close();
  }
  const handle = await open(file);
  await handle.sync();
  await handle.close();
  return (await stat(file)).size;
}
