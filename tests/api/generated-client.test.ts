/** The client of docs/api.md, as it stands there: generated, type-checked and run against a relay of its own process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { describeApi } from '../../server/http/api/openapi/describe-api.ts';
import { processScene } from '../../server/process-scene.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder = '';
let scene: Awaited<ReturnType<typeof processScene>>;

beforeEach(async () => {
  scene = await processScene({ server: path.join(root, 'server'), demo: true });
  folder = await mkdtemp(path.join(tmpdir(), 'solder-client-'));
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
});

afterEach(async () => {
  await scene.end();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a script of Node's. */
async function run(script: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [script, ...words], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (out += text));
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, out };
}

test('OPENAPI-4: a generated client makes an order with two devices, changes it and reads it back', async () => {
  const guide = await readFile(path.join(root, 'docs/api.md'), 'utf8');
  const program = must(/```ts\n([\s\S]*?)```/.exec(guide)?.[1], 'the guide has a program');
  const types = astToString(await openapiTS(JSON.stringify(describeApi('0'))));
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}');
  await writeFile(path.join(folder, 'solder-api.d.ts'), types);
  await writeFile(path.join(folder, 'program.ts'), program);
  const wrong = program
    .replace("brand, status: 'device_received'", 'brand, status: 5')
    .replace('fields.readyBy,', 'fields.redyBy,');
  await writeFile(path.join(folder, 'wrong.ts'), wrong);
  const options =
    '--ignoreConfig --noEmit --strict --allowImportingTsExtensions --types node --target esnext --module nodenext';
  const files = ['program.ts', 'wrong.ts'].map((file) => path.join(folder, file));
  const { out } = await run(path.join(root, 'node_modules/typescript/lib/tsc.js'), [
    ...options.split(' '),
    ...files,
  ]);
  const found = out.split('\n').filter((line) => line.includes('error TS'));
  expect(found.filter((line) => !line.includes('wrong.ts'))).toEqual([]);
  expect(found).toHaveLength(2);

  const { url } = await scene.relay();
  const { out: token } = await scene.solder(
    'token',
    'create',
    '--shop',
    'demo',
    '--user',
    'dee',
    '--ttl',
    '1h',
  );
  const ran = await run(path.join(folder, 'program.ts'), [], {
    RELAY_URL: url,
    TOKEN: token.trim(),
  });
  expect(ran.code, ran.out).toBe(0);
  expect(JSON.parse(ran.out)).toEqual({
    number: expect.stringMatching(/^RM-\d+$/) as string,
    readyBy: '2026-12-24',
    result: 'applied',
    devices: ['Fairphone', 'Nokia'],
  });
});
