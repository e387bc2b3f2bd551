/** Every bench runs in its quick form and tells what it promises; how fast anything is, is not looked at here. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { benchNames } from '../../bench/bench-names.ts';
import { benches } from '../../bench/benches.ts';
import { contestants } from '../../bench/first-sync/contestants.ts';
import { readFlags } from '../../bench/flags.ts';
import { figure } from '../../bench/report/figures.ts';
import { jobs } from '../../bench/report/jobs.ts';
import { aboutWords, figureWords } from '../../bench/report/words.ts';
import { sharedFile } from '../support/shared-files.ts';

vi.mock('../../bench/progress.ts', () => ({ say: () => undefined }));

const main = path.join(import.meta.dirname, '../../bench/main.ts');

async function typed(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...words]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

/** As when it is typed, without a process of its own. Every figure of it has words on the page of results. */
async function bench(...words: readonly string[]): Promise<Record<string, unknown>> {
  const asked = readFlags(words);
  await using stack = new AsyncDisposableStack();
  const run = await benches[asked.bench]();
  const result = { ...(await run(asked, stack)) };
  expect(unworded(result)).toEqual([]);
  return result;
}

/** Keys of numbers for which the page has no words. */
function unworded({
  bench: _bench,
  solder = {},
  peers: _peers,
  ...about
}: Record<string, unknown>): unknown[] {
  const lists = Object.values(about).flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []));
  const lines = lists.filter((line) => typeof line === 'object');
  return [
    ...[solder, ...lines]
      .flatMap((figures) => Object.keys(figures as object))
      .filter((key) => !(key in figureWords)),
    ...Object.keys(about).filter((key) => typeof about[key] === 'number' && !(key in aboutWords)),
  ];
}

const alone = { ws: null, yWebsocketServer: null, hocuspocus: null, rest: null };

test.each([['fan-out'], ['hot-room']])(
  'BENCH-1: %s measures a relay with a load of another process, alone in its quick form',
  async (name) => {
    const result = await bench(name, '--quick', '--json');
    expect(result).toMatchObject({ bench: name, rounds: 1, peers: alone });
    expect(result['solder']).toMatchObject({
      deliveriesPerSecond: expect.any(Number) as number,
      p99Ms: expect.any(Number) as number,
      ackP99Ms: expect.any(Number) as number,
      loadCpuSeconds: expect.any(Number) as number,
      lost: 0,
    });
  },
);

const figures: readonly (readonly [name: string, about: readonly string[], keys: readonly string[]])[] = [
  ['first-sync', ['docs'], ['ms', 'roundTrips', 'bytesDown', 'sockets']],
  ['resync', ['docs'], ['ms', 'connectMs', 'roundTrips', 'bytesUp', 'bytesDown']],
  ['growth', [], ['ratio', 'ratioOfFifty']],
  ['recovery', ['storeBytes'], ['startMs', 'startMsEmpty', 'firstPageMs']],
  ['compaction', ['rounds'], []],
];

test.each(figures)('BENCH-4: %s tells its figures', async (name, about, keys) => {
  const result = await (name === 'growth' ? typed : bench)(name, '--quick', '--json');
  expect(result).toMatchObject({ bench: name, peers: alone });
  for (const key of about) expect(result, key).toHaveProperty(key, expect.any(Number));
  for (const key of keys) expect(result['solder'], key).toHaveProperty(key, expect.any(Number));
});

test('BENCH-6: who takes part in a first sync is timed straight to its server, and counted in a round of its own', async () => {
  await using stack = new AsyncDisposableStack();
  const [own] = await contestants('first', readFlags(['first-sync', '--quick']), stack);
  expect(Object.keys((await own?.measure()) ?? {})).toEqual(['ms', 'connectMs']);
  expect(await own?.count?.()).toMatchObject({
    sockets: 1,
    roomsBefore: 0,
    roomsAfter: 0,
    bytesDown: expect.any(Number) as number,
  });
});

test('BENCH-8: memory tells what is open, what was opened and closed, and what was opened again', async () => {
  const { solder } = await bench('memory', '--quick', '--json');
  for (const key of [
    'perConnection',
    'perOpen',
    'perOpenedAndClosed',
    'perOpenedAgain',
    'perClosedBytes',
    'startMs',
  ])
    expect(solder, key).toHaveProperty(key, expect.any(Number));
});

test('BENCH-4: a killed relay has everything that it acknowledged', async () => {
  const result = await bench('kill', '--quick', '--json');
  expect(result).toMatchObject({ solder: { lost: 0, confirmed: expect.any(Number) as number } });
  expect(figure(result, 'solder.confirmed')).toBeGreaterThan(0);
});

test('BENCH-4: a trace that is not there is skipped in words', async () => {
  const result = await bench('trace', '--quick', '--json');
  const isThere = sharedFile('data/editing-traces/automerge-paper.json.gz') !== undefined;
  expect(result).toMatchObject(isThere ? { edits: 300 } : { skipped: expect.any(String) as string });
});

test('BENCH-2: --help tells every bench and every key of "all", exit code 0', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--help']);
  for (const name of [...benchNames, ...jobs.map(({ key }) => key), 'three quarters of an hour'])
    expect(stdout).toContain(name);
});

test('BENCH-2: others that cannot be installed are said in a line, with how to do without them', async () => {
  const typed = promisify(execFile)(process.execPath, [main, 'hot-room'], { env: { PATH: '' } });
  await expect(typed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/\nwhat Solder is measured beside cannot [^\n]*--alone[^\n]*\n$/) as string,
  });
});

test('BENCH-2: a bench that is not there and a flag that is not for it are said in a line, exit code 2', async () => {
  await expect(typed('faster')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no bench "faster"') as string,
  });
  await expect(typed('fan-out', '--docs', '3')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--docs is for') as string,
  });
});
