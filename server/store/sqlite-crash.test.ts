/** Faults 15, 22 and 23 on a real disk: a process is killed, or its disk refuses, in the middle of a write load. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom, randomInt } from '../../shared/lib/random.ts';
import { documentNamed, text } from './entries-scene.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { temporaryFolder } from './temporary-store-scene.ts';

const script = path.join(import.meta.dirname, 'append-scene.ts');
const kills = Number(process.env['SOLDER_KILLS'] ?? 8);
const strace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
const noStrace = 'strace cannot be used here, so system calls can be neither counted nor broken';

/** What a writer was told, kept outside of the store. */
interface Ledger {
  readonly acknowledged: Map<number, string>;
  refused: number;
}

/**
 * Runs a writer until `enough`, kills it without warning and adds to the ledger what it was told.
 * @throws when the writer ends by itself before that, with its last words.
 */
async function writeUntil(
  folder: string,
  ledger: Ledger,
  enough: (ledger: Ledger) => boolean,
  under: readonly string[] = [],
): Promise<void> {
  const [command, ...words] = [...under, process.execPath, script, folder];
  const writer = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const exited = once(writer, 'close');
  let complaints = '';
  writer.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const lines = createInterface({ input: writer.stdout });
  let killed = false;
  for await (const line of lines) {
    const [seq, ...said] = line.split(' ');
    if (seq === 'refused') ledger.refused++;
    // A line that the kill cut short is no acknowledgement that anybody could have read.
    else if (said.length === 3) ledger.acknowledged.set(Number(seq), said.join(' '));
    if (killed || !enough(ledger)) continue;
    killed = true;
    // The whole group: under strace the writer is a child of the child.
    if (writer.pid !== undefined) process.kill(-writer.pid, 'SIGKILL');
  }
  const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null];
  if (killed) return;
  throw new Error(
    `the writer ended by itself (${code ?? signal}) after ${ledger.acknowledged.size} acknowledged and ${ledger.refused} refused: ${complaints}`,
  );
}

describe('a writer that dies', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Each acknowledged entry is there with what it changed, each once, each lane in its order, and nothing is damaged. */
  const check = async ({ acknowledged }: Ledger) => {
    const store = await openSqliteStore({ folder });
    const found: string[] = [];
    for (let lane = 0; lane < 16; lane++) {
      const document = await store.load(documentNamed(`order/lane-${lane}`));
      expect(document?.damage ?? []).toEqual([]);
      const told = (document?.updates ?? []).map(text);
      const rounds = Map.groupBy(told, (line) => line.split(' ')[0]);
      for (const [writer, mine] of rounds) expect(mine, writer).toEqual(mine.toSorted(byRound));
      // Exactly what is in the log is in the history, however the process ended.
      const history = await store.history({ name: documentNamed(`order/lane-${lane}`), since: 0 });
      const changed = (history?.entries ?? []).flatMap(({ changes }) => JSON.parse(changes) as string[]);
      expect(changed.toReversed()).toEqual(told);
      found.push(...told);
    }
    const highest = await store.head(documentNamed('order/a').shop);
    await store.close();
    const stored = new Set(found);
    expect(stored.size).toBe(found.length);
    expect([...acknowledged.values()].filter((line) => !stored.has(line))).toEqual([]);
    expect(highest).toBeGreaterThanOrEqual(Math.max(0, ...acknowledged.keys()));
  };

  it(`STORE-2: kill -9 in the middle of a write load, ${kills} times: nothing acknowledged is missing`, async () => {
    const seed = Number(process.env['SOLDER_SEED'] ?? Date.now() % 100_000);
    const random = seededRandom(seed);
    const ledger: Ledger = { acknowledged: new Map(), refused: 0 };
    for (let kill = 0; kill < kills; kill++) {
      const enough = ledger.acknowledged.size + randomInt(random, 1, 1500);
      await writeUntil(folder, ledger, ({ acknowledged }) => acknowledged.size >= enough);
      await check(ledger);
    }
    expect(ledger.acknowledged.size, `seed ${seed}`).toBeGreaterThan(kills);
    expect(ledger.refused).toBe(0);
    // A writer is a process that starts and dies; on a busy machine each takes seconds.
  }, 120_000);

  it('STORE-2: every commit is an fsync', async ({ skip }) => {
    if (!strace) skip(noStrace);
    const trace = path.join(folder, 'trace');
    const words = ['-f', '-qq', '-e', 'trace=fsync,fdatasync', '-o', trace, process.execPath, script];
    const store = await openSqliteStore({ folder });
    await store.createShop(documentNamed('order/a').shop, 'Demo');
    await store.close();
    const appends = 60;
    const writer = spawn('strace', [...words, folder, String(appends)], { stdio: 'ignore' });
    expect(await once(writer, 'exit')).toEqual([0, null]);
    const calls = (await readFile(trace, 'utf8')).match(/\b(fsync|fdatasync)\(\d+\) += 0/g) ?? [];
    expect(calls.length).toBeGreaterThanOrEqual(appends);
  });

  for (const [fault, inject] of [
    ['fsync fails', 'inject=fsync,fdatasync:error=EIO:when=40..60'],
    ['the disk is full', 'inject=pwrite64:error=ENOSPC:when=300..500'],
  ] as const) {
    it(`STORE-3: while ${fault} nothing is acknowledged, and nothing acknowledged is missing afterwards`, async ({
      skip,
    }) => {
      if (!strace) skip(noStrace);
      const ledger: Ledger = { acknowledged: new Map(), refused: 0 };
      let before = 0;
      const enough = ({ acknowledged, refused }: Ledger) => {
        if (refused === 0) before = acknowledged.size;
        return refused > 0 && acknowledged.size > before + 300;
      };
      await writeUntil(folder, ledger, enough, ['strace', '-f', '-qq', '-o', '/dev/null', '-e', inject]);
      expect(ledger.refused).toBeGreaterThan(0);
      await check(ledger);
    });
  }
});

const byRound = (a: string, b: string): number => Number(a.split(' ')[2]) - Number(b.split(' ')[2]);
