import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { assert } from '../shared/lib/assert.ts';
import { processScene, type ProcessScene } from './process-scene.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene();
});
afterEach(() => scene.end());

const empty = { SOLDER_DEMO: 'off' };

test('START-2: it says where it runs, answers there, and keeps its folder to its owner', async () => {
  const { url, process } = await scene.relay(empty);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(JSON.parse(await readFile(path.join(scene.folder, 'relay.json'), 'utf8'))).toEqual({
    pid: process.pid,
    url,
  });
  expect((await stat(path.join(scene.folder, 'keys/token.key'))).mode & 0o777).toBe(0o600);
});

test('START-2: a port that is taken is said in one line, with exit code 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert(address !== null && typeof address === 'object', 'a bound server has an address');
  const { code, err } = await scene.relayToItsEnd({ ...empty, PORT: String(address.port) });
  taken.close();
  expect(code).toBe(1);
  expect(err.split('\n').filter((line) => line.startsWith('solder: '))).toEqual([
    `solder: port ${address.port} on 127.0.0.1 is taken by another program; set PORT to a free one (0 picks one).`,
  ]);
});

test('START-4: a data folder that cannot be one is said in one line', async () => {
  const file = path.join(scene.folder, 'a-file');
  await writeFile(file, '');
  const relay = await scene.relayToItsEnd({ ...empty, SOLDER_DATA: file });
  expect(relay.code).toBe(1);
  expect(relay.err).toBe(
    `solder: ${file} cannot be used as a data folder: it cannot be made, or not be written to (EEXIST).\n`,
  );
});

test('START-1: a setting that cannot be read is exit code 2, and nothing is made', async () => {
  const { code, err } = await scene.relayToItsEnd({
    PORT: 'eighty',
    SOLDER_DATA: path.join(scene.folder, 'new'),
  });
  expect(code).toBe(2);
  expect(err).toBe('solder: PORT is "eighty", and should be a whole number from 0 to 65535.\n');
  await expect(stat(path.join(scene.folder, 'new'))).rejects.toThrow('ENOENT');
});

test('START-4: a second relay on the folder is refused; after a kill the next one has it', async () => {
  const first = await scene.relay(empty);
  const second = await scene.relayToItsEnd(empty);
  expect(second.code).toBe(1);
  expect(second.err).toContain(first.url);
  expect((await fetch(`${first.url}/health`)).status).toBe(200);
  first.process.kill('SIGKILL');
  await first.ended;
  const third = await scene.relay(empty);
  expect((await fetch(`${third.url}/health`)).status).toBe(200);
});

test('START-4: a relay that is only stopped keeps its folder', async () => {
  const first = await scene.relay(empty);
  first.process.kill('SIGSTOP');
  expect((await scene.relayToItsEnd(empty)).code).toBe(1);
  first.process.kill('SIGCONT');
  expect((await fetch(`${first.url}/health`)).status).toBe(200);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'START-5: %s closes sockets with 4500 and ends with 0',
  async (signal) => {
    const { url, process, ended } = await scene.relay(empty);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/sync`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    process.kill(signal);
    expect((await closed)[0]).toBe(4500);
    const { code, err } = await ended;
    expect(code).toBe(0);
    expect(err).toContain('"event":"stopped"');
    await expect(stat(path.join(scene.folder, 'relay.json'))).rejects.toThrow('ENOENT');
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  },
);

const list = async (url: string) => {
  const users: { id: string; role: string; shop: string }[] = await (
    await fetch(`${url}/api/demo/users`)
  ).json();
  const session = await fetch(`${url}/api/demo/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ shop: 'demo', user: 'ana' }),
  });
  const { token, role }: { token: string; role: string } = await session.json();
  const rows: unknown[] = [];
  for (const kind of ['client', 'order', 'device', 'ticket']) {
    const page = await fetch(`${url}/api/shops/demo/${kind}?limit=1000`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    rows.push(((await page.json()) as { rows: unknown[] }).rows);
  }
  return { users, role, rows };
};

test('START-3: the first start makes the demo shop, the second finds it and adds nothing', async () => {
  const first = await scene.relay();
  const made = await list(first.url);
  first.process.kill('SIGTERM');
  expect((await first.ended).code).toBe(0);
  const second = await scene.relay();
  const found = await list(second.url);
  expect(found).toEqual(made);
  expect(made.role).toBe('manager');
  expect(new Set(made.users.map(({ role }) => role))).toEqual(
    new Set(['owner', 'manager', 'technician', 'front-desk', 'view']),
  );
  const counts = made.rows.map((rows) => (rows as unknown[]).length);
  expect(counts.every((count) => count >= 50)).toBe(true);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(300);
});

test('START-6: a token is printed alone, beside a running relay and without one, and opens the shop', async () => {
  const running = await scene.relay();
  const create = () => scene.solder('token', 'create', '--shop', 'demo', '--user', 'ana', '--ttl', '1h');
  const beside = await create();
  expect(beside).toMatchObject({ code: 0, err: '' });
  expect(beside.out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const ask = (token: string) =>
    fetch(`${running.url}/api/shops/demo/client?limit=1`, {
      headers: { Authorization: `Bearer ${token.trim()}` },
    });
  expect((await ask(beside.out)).status).toBe(200);

  for (const [words, code] of [
    [['token', 'create', '--shop', 'demo', '--user', 'nobody'], 1],
    [['token', 'create', '--shop', 'nowhere', '--user', 'ana'], 1],
    [['token', 'create', '--shop', 'demo', '--user', 'ana', '--ttl', 'soon'], 2],
    [['token', 'create', '--shop', 'demo'], 2],
    [['tokens'], 2],
  ] as const) {
    const refused = await scene.solder(...words);
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).not.toContain('    at ');
  }

  running.process.kill('SIGTERM');
  const { err } = await running.ended;
  const without = await create();
  expect(without.code).toBe(0);
  // START-7: what was said meanwhile holds neither the tokens nor what a record says.
  expect(err).not.toContain(beside.out.trim());
  expect(err).not.toContain('example.com');
});

test('START-8: a bug that nobody caught closes it down in order, with exit code 1 and none of its words', async () => {
  const bugs = `process.on('SIGUSR2', () => { Promise.reject(new Error('secret')); throw new Error('secret'); });`;
  const running = await scene.relay({
    ...empty,
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(bugs)}`,
  });
  running.process.kill('SIGUSR2');
  const { code, err } = await running.ended;
  expect(code).toBe(1);
  const events = err
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: string }).event);
  expect(events).toContain('broken');
  expect(events.at(-1)).toBe('stopped');
  expect(err).not.toContain('secret');
  const again = await scene.relay(empty);
  expect((await fetch(`${again.url}/health`)).status).toBe(200);
});

test('START-6: without a data folder it says how to get one', async () => {
  await scene.end();
  const { code, out, err } = await scene.solder('token', 'create', '--shop', 'demo', '--user', 'ana');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('no data folder');
});
