import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { benchNames } from '../../bench/bench-names.ts';
import { readEverything } from '../../bench/flags.ts';
import { codeDigests, type CodeDigests } from '../../bench/report/code-digest.ts';
import { drawings } from '../../bench/report/drawings.ts';
import { askedOf, jobs } from '../../bench/report/jobs.ts';
import { report } from '../../bench/report/report.ts';
import { readResults, writeResults, type Entry, type Results } from '../../bench/report/results.ts';
import { lastLine, writeReport } from '../../bench/report/run-all.ts';
import { aims, targets } from '../../bench/report/targets.ts';
import { must } from '../../shared/lib/assert.ts';

const now = 'the code of now';
const codes = Object.fromEntries(benchNames.map((bench) => [bench, now])) as CodeDigests;

const measured = {
  at: '2026-11-29T16:20:00.000Z',
  commit: '0123456789',
  asked: [] as readonly string[],
  code: now,
  load: { before: 0.2, after: 1.9 },
  machine: { cpu: 'c', cores: 2, memoryGb: 1, kernel: 'k' },
  versions: { node: '24' },
};

/** As results were written down before it was. */
const { asked: _, ...withoutAsked } = measured;

const askedIn = (key: string): readonly string[] => {
  const job = jobs.find((each) => each.key === key);
  return job ? askedOf(job) : [];
};

const results = (some: Readonly<Record<string, Entry>>, hasOlder = false): Results => ({
  results: Object.fromEntries(
    Object.entries(some).map(([key, entry]) => [
      key,
      { measured: { ...measured, asked: askedIn(key) }, ...entry },
    ]),
  ),
  hasOlder,
});

/** Of the aims: what is only told beside them is none. */
const promises = aims.filter(({ bound }) => bound).length;

const fanOut = (perCpuSecond: number, more: Entry = {}): Results =>
  results({
    'fan-out': {
      rounds: 5,
      solder: { deliveriesPerCpuSecond: perCpuSecond },
      peers: { ws: { deliveriesPerCpuSecond: 100 }, hocuspocus: { deliveriesPerCpuSecond: 100 } },
      ...more,
    },
  });

const targetOf = (id: string, some: Results) => targets(some, codes).find((target) => target.id === id);

test('BENCH-5: a target is met, not met with its reason, or not measured, as the figures say', () => {
  const slow = targetOf('fan-out-2000-p99', fanOut(99));
  const hocuspocus = targetOf('fan-out-hocuspocus', fanOut(99));
  expect(targetOf('fan-out-ws', fanOut(99))).toMatchObject({ measured: '0.99', met: false });
  const late = results({ 'fan-out-2000': { rounds: 5, solder: { p99Ms: 3 }, peers: { ws: { p99Ms: 1 } } } });
  expect(targetOf('fan-out-2000-p99', late)).toMatchObject({
    met: false,
    why: expect.any(String) as string,
  });
  expect(hocuspocus).toMatchObject({ met: false });
  expect(slow).toMatchObject({ measured: undefined, met: undefined });
  for (const id of ['fan-out-ws', 'fan-out-hocuspocus'])
    expect(targetOf(id, fanOut(160))).toMatchObject({ met: true });
});

test.each([
  ['of another load or size', { measured: { ...measured, asked: ['--rate', '20'] } }],
  ['it is not known what was asked', { measured: withoutAsked }],
  ['older than the code', { measured: { ...measured, code: 'another' } }],
  ['fewer than five rounds', { rounds: 4 }],
  ['failed in the last run', { failed: { at: measured.at, commit: null } }],
])('BENCH-9: what is %s is shown with that and counts as not measured', (doubt, more: Entry) => {
  expect(targetOf('fan-out-ws', fanOut(160, more))).toMatchObject({
    measured: '1.6',
    met: undefined,
    doubts: [doubt],
  });
  const page = report(fanOut(160, more), codes);
  expect(page).toContain(`| 1.6 | not measured: ${doubt} |`);
  expect(page).toContain(`Not counted: ${doubt}.`);
  expect(page).toContain(`Of ${promises} targets 0 are met, 0 are not, and ${promises} are not measured.`);
});

test('BENCH-9: a job in its quick form is asked something else than in full, and that is what is written down', () => {
  const job = must(
    jobs.find(({ key }) => key === 'kill-16000'),
    'no such job',
  );
  expect(askedOf(job)).toEqual(['--rate', '160', '--seconds', '6']);
  expect(askedOf(job, true)).toEqual(['--rate', '160', '--quick']);
});

test('BENCH-9: what is the same each time needs no rounds', () => {
  const some = results({ growth: { rounds: null, solder: { ratio: 1 } } });
  expect(targets(some, codes).filter(({ met }) => met === true)).toHaveLength(1);
});

test('BENCH-9: a job that failed and was never measured says so', () => {
  const some: Results = {
    results: { growth: { bench: 'growth', failed: { at: measured.at, commit: 'abc' } } },
    hasOlder: false,
  };
  expect(report(some, codes)).toContain(
    'It was never measured. Failed on 2026-11-29 at 16:20 UTC, commit abc.',
  );
});

test('BENCH-9: each result has its commit, time, load averages and machine', () => {
  const page = report(fanOut(160), codes);
  expect(page).toContain('Measured on 2 cores (c), 1 GB, Linux k, over loopback: node 24.');
  expect(page).toContain(
    'Measured on 2026-11-29 at 16:20 UTC, commit 0123456789, load average 0.2 before and 1.9 after.',
  );
  const other = { ...measured, machine: { ...measured.machine, cores: 64 } };
  const both = report(fanOut(160, { measured: other }), codes);
  expect(both).not.toContain('On 64 cores');
  const { results: one } = fanOut(160, { measured: other });
  const two = report(results({ ...one, growth: { rounds: null, solder: { ratio: 1 } } }), codes);
  expect(two).toMatch(/commit 0123456789, load average .* On 64 cores/);
});

test('BENCH-5: what nothing is promised of is told beside its target, and is none', () => {
  const solder = { deliveriesPerCpuSecond: 50 };
  const some = results({
    'fan-out-fields': { rounds: 5, solder, peers: { ws: { deliveriesPerCpuSecond: 100 } } },
  });
  expect(targetOf('fan-out-fields-ws', some)).toMatchObject({ measured: '0.5', met: undefined });
  expect(report(some, codes)).toContain('| 0.5 | for comparison |');
  expect(report(some, codes)).toContain(`0 are not, and ${promises} are not measured.`);
});

test('BENCH-5: a resync is compared by all of its time, and without starting the replica beside it', () => {
  const peers = { rest: { ms: 10 } };
  const some = results({ 'resync-100000': { rounds: 5, solder: { ms: 40, connectMs: 20 }, peers } });
  expect(targetOf('resync-rest', some)).toMatchObject({
    measured: '4 (2 without starting the replica)',
    met: false,
  });
});

const page = (load: number): string =>
  report(results({ growth: { measured: { ...measured, load: { before: load, after: 1 } } } }), codes);

test('BENCH-5: the page says when others kept the machine busy, and only then', () => {
  expect(page(9)).toContain('1 were measured while other work kept the cores busy (load averages up to 9)');
  expect(page(2)).not.toContain('other work');
});

test('BENCH-5: all of it can be tried in its quick form, which leaves what was measured as it is', () => {
  expect(readEverything(['all', '--quick'])).toEqual({ only: [], rounds: 5, quick: true });
  for (const { words } of jobs) expect(words).not.toContain('--docs');
});

test.each([
  [['report', '--docs', '5'], '--docs is not for "report".'],
  [['report', 'growth'], '"report" is of everything; what is "growth"?'],
  [['all', '--alone'], '--alone is not for "all".'],
  [['all', '--seconds', '5'], '--seconds is not for "all".'],
  [['all', 'grow'], 'There is no "grow"; there are fan-out, '],
])('BENCH-2: %s is said to be wrong', (words, says) => {
  expect(() => readEverything(words)).toThrow(says);
});

test('BENCH-5: every target and every chart is of a job, and a target has one id as a job has one key', () => {
  const keys = jobs.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(aims.filter(({ of }) => !keys.includes(of))).toEqual([]);
  expect(Object.keys(drawings).filter((key) => !keys.includes(key))).toEqual([]);
  expect(new Set(aims.map(({ id }) => id)).size).toBe(aims.length);
});

test('BENCH-5: the page has a line and a bar for everybody who took part, in words', () => {
  const page = report(
    results({
      trace: {
        bench: 'trace',
        rounds: 5,
        edits: 1,
        solder: { serverCpuSeconds: 1, documentBytes: null },
        peers: { ws: null, hocuspocus: { serverCpuSeconds: 2, documentBytes: null } },
      },
    }),
    codes,
  );
  expect(page).toContain('(5 rounds, 1 keystroke)');
  expect(page).toContain('|  | the server’s processor time, s |');
  expect(page).toContain('| Solder | 1 |');
  expect(page).toContain(`Solder     ${'█'.repeat(25)} 1`);
  expect(page).toContain(`Hocuspocus ${'█'.repeat(50)} 2`);
});

test('BENCH-5: what a kill loses is drawn with its count, also where its share is nearly none', () => {
  const solder = { confirmed: 11_998, lost: 3, lostPercent: 0.025 };
  const peers = { hocuspocus: { confirmed: 11_998, lost: 11_998, lostPercent: 100 } };
  const page = report(results({ 'kill-2000': { rounds: 5, solder, peers } }), codes);
  expect(page).toContain('Solder     █ 3 of 11,998');
});

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'solder-bench-test-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

test('BENCH-9: results are read as they were written, and writing the page leaves them as they are', async () => {
  const at = await folder();
  const { results: some } = fanOut(99);
  await writeResults(at, { results: some });
  const before = await readFile(path.join(at, 'results.json'), 'utf8');
  expect(await readResults(at)).toEqual({ results: some, hasOlder: false });
  await writeReport(at);
  expect(await readFile(path.join(at, 'results.json'), 'utf8')).toBe(before);
  expect(await readFile(path.join(at, 'RESULTS.md'), 'utf8')).toContain('older than the code');
});

test('BENCH-9: results of an older bench are said to be there and are not counted', async () => {
  const at = await folder();
  await writeFile(
    path.join(at, 'results.json'),
    JSON.stringify({ machine: {}, results: { growth: { ratio: 1 } } }),
  );
  const read = await readResults(at);
  expect(read).toEqual({ results: {}, hasOlder: true });
  expect(report(read, codes)).toContain('measured by an older bench');
  expect(await readResults(await folder())).toEqual({ results: {}, hasOlder: false });
});

test.each([
  ['half of one', '{ "version": 2, "results": { "growth": {'],
  ['an empty one', ''],
  ['something else', 'null'],
  ['one without results', '{ "version": 2 }'],
])(
  'BENCH-9: a file of results that is %s is refused by its name, and no page is written',
  async (_, text) => {
    const at = await folder();
    const file = path.join(at, 'results.json');
    await writeFile(file, text);
    await expect(writeReport(at)).rejects.toThrow(`${file} is damaged`);
    expect(await readdir(at)).toEqual(['results.json']);
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);

test('BENCH-9: a page that cannot be written leaves that of before', async () => {
  const at = await folder();
  await writeFile(path.join(at, 'RESULTS.md'), 'of before');
  await mkdir(path.join(at, 'RESULTS.md.draft'));
  await expect(writeReport(at)).rejects.toThrow('EISDIR');
  expect(await readFile(path.join(at, 'RESULTS.md'), 'utf8')).toBe('of before');
});

test.each(['', 'ready\n', '{"bench":', 'null', '[1]', '{"bench":"growth"}\nended'])(
  'BENCH-5: a bench whose last line is %j told nothing',
  (text) => expect(lastLine(text)).toBeUndefined(),
);

test('BENCH-5: what a bench told is its last line', () => {
  expect(lastLine('ready\n{"bench":"growth"}\n')).toEqual({ bench: 'growth' });
});

test('BENCH-9: results that cannot be written leave those of before', async () => {
  const at = await folder();
  const { results: some } = fanOut(99);
  await writeResults(at, { results: some });
  await mkdir(path.join(at, 'results.json.draft'));
  await expect(writeResults(at, { results: {} })).rejects.toThrow('EISDIR');
  expect(await readResults(at)).toEqual({ results: some, hasOlder: false });
});

test('BENCH-9: the code of a bench is another one when a file that it runs is, and not when a test, a text or the page is', async () => {
  const at = await folder();
  for (const name of ['client', 'server', 'shared', 'bench/report'])
    await mkdir(path.join(at, name), { recursive: true });
  const write = (name: string, text = 'text'): Promise<void> => writeFile(path.join(at, name), text);
  await write('server/main.ts');
  await write('pnpm-lock.yaml');
  const before = await codeDigests(at);
  for (const name of [
    'server/main.test.ts',
    'server/store.contract.ts',
    'server/store-scene.ts',
    'bench/results.json',
    'bench/RESULTS.md',
    'bench/report/jobs.ts',
  ])
    await write(name);
  expect(await codeDigests(at)).toEqual(before);
  await write('client/replica.ts');
  const client = await codeDigests(at);
  expect(client.resync).not.toBe(before.resync);
  expect(client['fan-out']).toBe(before['fan-out']);
  await write('shared/ids.ts');
  const shared = await codeDigests(at);
  expect(shared['fan-out']).not.toBe(before['fan-out']);
  await write('pnpm-lock.yaml', 'other versions');
  expect((await codeDigests(at))['fan-out']).not.toBe(shared['fan-out']);
});
