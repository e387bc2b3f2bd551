/** Files of real devices and a real relay as a process, over connections that are cut. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFiles } from '../../client/replica/files/create-files.ts';
import { TestLine, device } from '../../client/replica/files/testing/files-scene.ts';
import { blob, shrunk } from '../../client/replica/files/testing/pictures.ts';
import type { Files } from '../../client/replica/files/types.ts';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { must } from '../../shared/lib/assert.ts';
import { randomInt, seededRandom, systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';

let scene: ProcessScene;
let relay: Running;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  scene = await processScene({ demo: true });
  relay = await scene.relay();
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await scene.end();
});

interface Cutting {
  readonly url: string;
  /** Where what is sent goes; `allowance` is after how many bytes a connection is cut, `Infinity` for never. */
  target: string;
  allowance: () => number;
}

/** A way to the relay that breaks. */
async function cuttingProxy(): Promise<Cutting> {
  const proxy = { url: '', target: relay.url, allowance: () => Infinity };
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(Number(new URL(proxy.target).port), '127.0.0.1');
    let left = proxy.allowance();
    const cut = (): void => {
      from.destroy();
      to.destroy();
    };
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', cut);
    }
    from.on('data', (bytes: Buffer) => {
      to.write(bytes.subarray(0, left));
      left -= bytes.length;
      if (left <= 0) to.end(cut);
    });
    to.on('data', (bytes: Buffer) => from.write(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

async function filesAt(url: string, user: string, line = new TestLine()): Promise<Files> {
  const token = await scene.token(user);
  const files = await createFiles({
    url,
    shop: 'demo',
    user: { id: user },
    getToken: () => Promise.resolve(token),
    fetch: (...given) => fetch(...given),
    line,
    time: systemTime,
    random: systemRandom,
    indexedDB: new IDBFactory(),
    IDBKeyRange,
    prepare: shrunk,
    addresses: URL,
  });
  ends.push(() => files.stop());
  return files;
}

/** All of it is on the relay; the line says again and again that there is one, as it does when a replica reconnects. */
const sent = (files: Files, line: TestLine): Promise<void> =>
  vi.waitFor(
    () => {
      line.set(true);
      expect(files.queue()).toEqual([]);
    },
    { timeout: 60_000, interval: 100 },
  );

async function shown(files: Files, id: Parameters<Files['hold']>[0]): Promise<ArrayBuffer> {
  const held = files.hold(id, 'full');
  await vi.waitFor(() => expect(held.state).toBe('here'), 20_000);
  const response = await fetch(held.url ?? '');
  return response.arrayBuffer();
}

const same = async (bytes: ArrayBuffer, picture: Blob): Promise<boolean> =>
  Buffer.compare(Buffer.from(bytes), Buffer.from(await picture.arrayBuffer())) === 0;

it('PHOTO-4: a photo arrives whole however often its connection is cut, and another person sees it', async () => {
  const seed = Number(process.env['SOLDER_SEED'] ?? Date.now() % 100_000);
  const random = seededRandom(seed);
  const way = await cuttingProxy();
  let cuts = 0;
  way.allowance = () => (++cuts <= 30 ? randomInt(random, 1, 90_000) : Infinity);
  const line = new TestLine();
  const ana = await filesAt(way.url, 'ana', line);
  const picture = blob(900_000);
  const id = await ana.add(picture, { for: device });
  await sent(ana, line);
  expect(cuts, `seed ${seed}`).toBeGreaterThan(5);
  const vic = await filesAt(relay.url, 'vic');
  expect(await same(await shown(vic, id), picture)).toBe(true);
});

it('PHOTO-4: photos survive a relay that is killed again and again while they come', async () => {
  const way = await cuttingProxy();
  const line = new TestLine();
  const ana = await filesAt(way.url, 'ana', line);
  const pictures = Array.from({ length: 6 }, () => blob(400_000));
  const ids = [];
  for (const picture of pictures) ids.push(await ana.add(picture, { for: device }));
  for (let kills = 0; kills < 3; kills++) {
    const before = ana.queue().length;
    if (before === 0) break;
    await vi.waitFor(
      () => expect(ana.queue().some(({ upload }) => upload.state === 'uploading')).toBe(true),
      20_000,
    );
    relay.process.kill('SIGKILL');
    await relay.ended;
    relay = await scene.relay();
    way.target = relay.url;
    line.set(true);
  }
  await sent(ana, line);
  const vic = await filesAt(relay.url, 'vic');
  for (const [at, id] of ids.entries()) {
    const picture = must(pictures[at], 'a picture for each id');
    expect(await same(await shown(vic, id), picture)).toBe(true);
  }
});

it('FILE-9: who may only look is refused, and sees why', async () => {
  const vic = await filesAt(relay.url, 'vic');
  const id = await vic.add(blob(1000), { for: device });
  await vi.waitFor(() =>
    expect(vic.state(id)).toMatchObject({ state: 'failed', reason: 'forbidden', retryAt: null }),
  );
});
