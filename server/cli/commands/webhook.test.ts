import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processScene, type ProcessScene } from '../../process-scene.ts';
import { runOn } from '../run-scene.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene();
});
afterEach(() => scene.end());

test('HOOK-6, HOOK-3: an operator adds a webhook, which tells after a kill what it could not before, and sees and removes it', async () => {
  const solder = async (...words: string[]): Promise<string> => {
    const ended = await runOn(scene.folder, words);
    expect(ended).toMatchObject({ code: 0 });
    return ended.out;
  };
  const came: { readonly id: string; readonly text: string }[] = [];
  let status = 500;
  let heard: (() => void) | undefined;
  const receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (bytes: Buffer) => (text += bytes.toString()));
    request.on('end', () => {
      came.push({ id: String(request.headers['webhook-id']), text });
      response.writeHead(status).end();
      heard?.();
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const next = (): Promise<void> => new Promise((resolve) => (heard = resolve));

  await solder('shop', 'create', 'demo', '--title', 'Demo');
  await solder('user', 'add', '--shop', 'demo', '--user', 'eva', '--name', 'Eva', '--role', 'owner');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const add = ['webhook', 'add', '--shop', 'demo', '--url', url];
  const inside = await runOn(scene.folder, add);
  expect(inside).toMatchObject({ code: 2, out: '' });
  expect(inside.err).toContain('SOLDER_WEBHOOKS_ANYWHERE=on');
  const { out: added } = await runOn(scene.folder, add, { SOLDER_WEBHOOKS_ANYWHERE: 'on' });
  const id = /as (\S+)\. Its signatures are checked with whsec_/.exec(added)?.[1] ?? '';
  const token = (await solder('token', 'create', '--shop', 'demo', '--user', 'eva', '--ttl', '1h')).trim();

  const settings = { SOLDER_DEMO: 'off', SOLDER_WEBHOOKS_ANYWHERE: 'on' };
  const first = await scene.relay(settings);
  const refused = next();
  const made = await fetch(`${first.url}/api/shops/demo/client`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ id: 'c1', fields: { name: 'Kim' } }),
  });
  expect(made.status).toBe(201);
  await refused;
  first.process.kill('SIGKILL');
  await first.ended;

  await solder('webhook', 'retry', '--shop', 'demo', id);
  status = 200;
  const taken = next();
  const second = await scene.relay(settings);
  await taken;
  expect(came.at(-1)?.id).toBe(came[0]?.id);
  expect(JSON.parse(came.at(-1)?.text ?? '')).toMatchObject({
    type: 'record.changed',
    data: { shop: 'demo', kind: 'client', id: 'c1', record: { fields: { name: 'Kim' } } },
  });
  second.process.kill('SIGTERM');
  await second.ended;

  expect(await solder('webhook', 'deliveries', '--shop', 'demo', id)).toMatch(/client\/c1\s+200/);
  await solder('webhook', 'rm', '--shop', 'demo', id);
  expect(await solder('webhook', 'ls', '--shop', 'demo')).toBe('The shop "demo" has no webhooks.\n');
  expect(await runOn(scene.folder, ['webhook', 'rm', '--shop', 'demo', id])).toMatchObject({ code: 1 });
  receiver.close();
  receiver.closeAllConnections();
});
