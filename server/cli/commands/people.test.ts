import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signingKeyPath } from '../../auth/signing-key.ts';
import { processScene, type ProcessScene } from '../../process-scene.ts';
import { runOn } from '../run-scene.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene();
});
afterEach(() => scene.end());

const run = (...words: string[]) => runOn(scene.folder, words);

const json = (text: string): unknown => JSON.parse(text);

test('PEOPLE-4: an operator makes a shop and its people before the relay ever ran, and goes on while it runs', async () => {
  const solder = async (...words: string[]) => {
    const ended = await run(...words);
    expect(ended).toMatchObject({ code: 0 });
    return ended.out;
  };
  await solder('shop', 'create', 'riverside', '--title', 'Riverside Repairs');
  await solder(
    'user',
    'add',
    '--shop',
    'riverside',
    '--user',
    'eva',
    '--name',
    'Eva Lind',
    '--role',
    'owner',
  );
  const relay = await scene.relay({ SOLDER_DEMO: 'off' });
  const invited = await run('user', 'invite', '--shop', 'riverside', '--user', 'eva');
  // The link alone, for whoever takes it from there; what is to be known of it stands beside.
  expect(invited).toMatchObject({ code: 0, err: expect.stringContaining('For Eva Lind alone, once') });
  const link = /^(http\S+\/invite#(\S+))\n$/.exec(invited.out);
  expect(link?.[1]?.startsWith(`${relay.url}/invite#`)).toBe(true);
  const post = (target: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${relay.url}${target}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const accepted = await post('/api/session/invitation/accept', {
    code: link?.[2],
    password: 'a lathe of quinces',
  });
  expect(accepted.status).toBe(200);
  const cookie = accepted.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect(json(await solder('user', 'list', '--shop', 'riverside', '--json'))).toMatchObject([
    { user: 'eva', name: 'Eva Lind', role: 'owner', password: true, devices: 1 },
  ]);
  expect(await solder('shop', 'list')).toMatch(/^riverside {2}Riverside Repairs {2}1 users/);
  const out = path.join(scene.folder, 'riverside.ndjson');
  expect(json(await solder('shop', 'export', 'riverside', '--out', out, '--json'))).toMatchObject({
    records: 0,
  });
  expect(await readFile(out, 'utf8')).toContain('"end":true');
  await solder('shop', 'suspend', 'riverside');
  expect((await post('/api/session/riverside/eva/refresh', {}, { Cookie: cookie })).status).toBe(403);
  await solder('shop', 'resume', 'riverside');
  expect((await post('/api/session/riverside/eva/refresh', {}, { Cookie: cookie })).status).toBe(200);

  relay.process.kill('SIGTERM');
  const { err } = await relay.ended;
  expect(err).not.toContain(link?.[2]);
  const refused = await run('shop', 'remove', 'riverside');
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('--yes');
  expect(json(await solder('shop', 'remove', 'riverside', '--yes', '--json'))).toMatchObject({ done: true });
  expect(await solder('shop', 'list')).toBe('There are no shops yet.\n');
  expect((await readFile(path.join(scene.folder, 'store.sqlite'))).includes('Riverside Repairs')).toBe(false);
});

test('PEOPLE-4: what cannot be done is said in one line with its exit code, and what is asked has help with an example', async () => {
  await run('shop', 'create', 'riverside');
  for (const [words, code, says] of [
    [['shop', 'create', 'riverside'], 1, 'already'],
    [['shop', 'create', 'River Side'], 2, 'no name for a shop'],
    [['shop', 'suspend', 'nowhere'], 1, 'no shop "nowhere"'],
    [['user', 'add', '--shop', 'riverside', '--user', 'eva', '--role', 'king'], 2, 'no role'],
    [['user', 'invite', '--shop', 'riverside', '--user', 'eva'], 1, 'no user "eva"'],
    [['user', 'remove', '--shop', 'riverside'], 2, '--user'],
    [['shop', 'export', 'riverside', '--out', '/nowhere/x'], 1, 'cannot be written'],
  ] as const) {
    const refused = await run(...words);
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toContain(says);
    expect(refused.err).not.toContain('    at ');
  }
  const help = await run('user', 'invite', '--help');
  expect(help).toMatchObject({ code: 0 });
  expect(help.out).toContain('Example:\n  solder user invite --shop demo --user eva');
});

test('AUTH-20: a relay that others can reach does not start with the demo on, nor with keys that others read or guess', async () => {
  const outside = { SOLDER_HOST: '0.0.0.0', SOLDER_DEMO: 'off' };
  const behind = { SOLDER_ORIGINS: 'https://shop.example.org', SOLDER_DEMO: 'on' };
  for (const env of [{ ...outside, SOLDER_DEMO: 'on' }, behind]) {
    const demo = await scene.relayToItsEnd(env);
    expect(demo).toMatchObject({ code: 2, out: '' });
    expect(demo.err).toBe(
      'solder: SOLDER_DEMO is on, and lets anybody in as anybody; this relay is reached from other machines. Set it to off.\n',
    );
  }
  await run('shop', 'create', 'riverside');
  const key = signingKeyPath(scene.folder);
  await chmod(key, 0o644);
  const open = await scene.relayToItsEnd(outside);
  expect(open.code).toBe(1);
  expect(open.err).toContain('can be read by others');
  expect((await stat(key)).mode & 0o777).toBe(0o644);
  await chmod(key, 0o600);
  await writeFile(key, `${Buffer.alloc(32, 'secret').toString('base64url')}\n`);
  const typed = await scene.relayToItsEnd(outside);
  expect(typed.code).toBe(1);
  expect(typed.err).toContain('not made at random');
});

test('OIDC-6: where a provider signs people in nobody is invited, without a running relay as well', async () => {
  await run('shop', 'create', 'riverside');
  await run('user', 'add', '--shop', 'riverside', '--user', 'eva', '--role', 'owner');
  const words = ['user', 'invite', '--shop', 'riverside', '--user', 'eva'];
  const { code, out, err } = await runOn(scene.folder, words, { SOLDER_OIDC: 'oidc.json' });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('nobody is invited');
});
