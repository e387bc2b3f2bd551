import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { settings } from '../config.ts';
import { parseDuration } from './duration.ts';
import { createProgram, runCommand } from './program.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const solder = (...words: string[]) => solderIn({}, ...words);

async function solderIn(env: Readonly<Record<string, string>>, ...words: string[]) {
  let out = '';
  let err = '';
  const code = await runCommand(words, {
    env: { SOLDER_DATA: path.join(folder, 'data'), ...env },
    out: (text) => (out += text),
    err: (text) => (err += text),
    time: new ManualTime(),
    random: seededRandom(1),
  });
  return { code, out, err };
}

const nowhere = { env: {}, out: () => {}, err: () => {}, time: new ManualTime(), random: seededRandom(1) };
/** Every command that does something, as it is typed. */
const leaves = (command: Command, words: readonly string[] = []): readonly (readonly string[])[] =>
  command.commands.length === 0
    ? [words]
    : command.commands.flatMap((each) => leaves(each, [...words, each.name()]));
const commands = leaves(createProgram(nowhere));

test('OPERATE-4: every command has help with an example on stdout, exit code 0; what is not understood is exit code 2, with nothing on stdout', async () => {
  expect(commands.length).toBeGreaterThan(40);
  for (const words of [[], ...commands]) {
    const { code, out, err } = await solder(...words, '--help');
    expect({ words, code, err }).toEqual({ words, code: 0, err: '' });
    expect(out).toContain('Usage: solder');
    if (words.length > 0) expect(out, words.join(' ')).toMatch(/Example:\n +solder/);
    const wrong = await solder(...words, '--no-such-flag');
    expect({ words, code: wrong.code, out: wrong.out }).toEqual({ words, code: 2, out: '' });
    expect(wrong.err).not.toBe('');
  }
});

test('OPERATE-4: what an example types is there where a relay runs, and its files lie where the relay’s user may', async () => {
  const files = [];
  for (const words of [[], ...commands]) {
    const { out } = await solder(...words, '--help');
    expect(out).not.toContain('pnpm');
    const [, examples = ''] = out.split('Example:\n');
    const typed = examples.replaceAll('$(date +%F)', 'today').split(/\s+/);
    files.push(...typed.filter((word) => /^\/|\.(csv|json|ndjson|tar)$/.test(word)));
  }
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) expect(file).toMatch(/^\/(var\/backups|var\/lib|etc)\/solder\//);
});

test('OPERATE-4: every command but the one that prints a token has --json', async () => {
  const without = [];
  for (const words of commands) {
    if (!(await solder(...words, '--help')).out.includes('--json')) without.push(words.join(' '));
  }
  expect(without).toEqual(['token create']);
});

test('START-6: each command shows an example, and the first page the environment', async () => {
  expect((await solder('token', 'create', '--help')).out).toContain(
    'solder token create --shop demo --user ana',
  );
  expect((await solder('import', 'open-repair', '--help')).out).toContain('solder import open-repair');
  expect((await solder('--help')).out).toContain('SOLDER_DATA');
});

test('START-10: what a wrong setting is answered with names a command that lists them, and works beside it', async () => {
  const wrong = { SOLDER_COLOUR_OF_THE_BENCH: 'red' };
  const { code, err } = await solderIn(wrong, 'config');
  expect(code).toBe(2);
  const [, named = ''] = /"solder (.+)" lists those that there are/.exec(err) ?? [];
  const listed = await solderIn(wrong, ...named.split(' '));
  expect({ code: listed.code, err: listed.err }).toEqual({ code: 0, err: '' });
  for (const { env } of Object.values(settings)) expect(listed.out).toContain(env);
});

test('IMPORT-5: what cannot be read, or named a shop, is said in one line and makes no folder', async () => {
  const file = path.join(folder, 'x.csv');
  await writeFile(file, 'a,b\n');
  for (const [words, code, said] of [
    [['import', 'open-repair', path.join(folder, 'gone.csv'), '--shop', 'wales'], 1, 'ENOENT'],
    [['import', 'open-repair', folder, '--shop', 'wales'], 1, 'is a folder'],
    [['import', 'open-repair', file, '--shop', 'Wales!'], 2, 'no name for a shop'],
    [['import', 'open-repair', file], 2, '--shop'],
    [['import', 'csv', file], 2, 'csv'],
  ] as const) {
    const refused = await solder(...words);
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toContain(said);
  }
});

test.each([
  ['1s', 1000],
  ['15m', 900_000],
  ['12h', 43_200_000],
  ['30d', 2_592_000_000],
  ['0d', undefined],
  ['-1d', undefined],
  ['1.5h', undefined],
  ['30', undefined],
  ['3651d', undefined],
  ['', undefined],
])('START-6: "%s" is %s milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});
