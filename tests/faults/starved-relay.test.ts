/** Fault 19: the relay runs out of memory, or of files that it may have open. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

const run = promisify(execFile);

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene({ demo: true });
});
afterEach(() => scene.end());

it('START-11: out of files it turns new sockets away, serves those that are there, and takes new ones as soon as it can', async () => {
  const relay = await scene.relay();
  const { pid } = relay.process;
  const client = await ProtocolClient.connect(relay.url, await scene.token('ana'));
  const open = await client.open('device/files');
  const few = (await readdir(`/proc/${pid}/fd`)).length + 5;
  await run('prlimit', ['--pid', String(pid), `--nofile=${few}:${few}`]);

  const sockets = Array.from({ length: 20 }, () => new WebSocket(`${relay.url.replace('http', 'ws')}/sync`));
  const outcomes = await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<string>((resolve) => {
          socket.on('error', () => resolve('turned away'));
          socket.on('open', () => resolve('in'));
        }),
    ),
  );
  expect(new Set(outcomes)).toEqual(new Set(['in', 'turned away']));
  open.doc.getText('text:diagnosis').insert(0, 'still served');
  await client.until(() => open.acked === open.sent);

  const left = sockets.filter((socket) => socket.readyState === WebSocket.OPEN);
  const gone = left.map((socket) => once(socket, 'close'));
  for (const socket of left) socket.terminate();
  await Promise.all(gone);
  await expect
    .poll(() =>
      fetch(`${relay.url}/ready`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  client.end();
});

it('START-11: out of memory it ends, and what it acknowledged is there when it is started again', async () => {
  const relay = await scene.relay({ NODE_OPTIONS: '--max-old-space-size=48' });
  const client = await ProtocolClient.connect(relay.url, await scene.token('ana'));
  const ended = relay.ended.then(() => true);
  const acked = new Set<string>();
  const page = 'x'.repeat(100_000);
  const write = async (record: number): Promise<void> => {
    const name = `device/memory-${record}`;
    const open = await client.open(name);
    open.doc.getText('text:diagnosis').insert(0, page);
    await client.until(() => open.acked === open.sent);
    acked.add(name);
  };
  const writeAll = async (): Promise<void> => {
    for (let first = 0; first < 2_000; first += 20)
      await Promise.all(Array.from({ length: 20 }, (_, at) => write(first + at)));
  };
  await expect(writeAll()).rejects.toThrow('the socket closed');
  expect(await ended).toBe(true);
  expect((await relay.ended).code).not.toBe(0);
  expect(acked.size).toBeGreaterThan(5);

  const again = await scene.relay();
  const reader = await ProtocolClient.connect(again.url, await scene.token('ana'));
  for (const name of [...acked].slice(-10)) {
    const { doc } = await reader.open(name);
    await reader.until(() => doc.getText('text:diagnosis').length === page.length);
  }
  reader.end();
});
