/** Uploads over a real port: connections that are cut, and a tus client that is not ours. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Upload } from 'tus-js-client';
import { afterEach, expect, test, vi } from 'vitest';
import { pieceType, tusVersion } from '../../shared/protocol/file-upload.ts';
import { DiskFiles } from '../files/disk-files.ts';
import { placeOf } from '../files/file-places.ts';
import type { FileName } from '../files/files.ts';
import { bytesOf, nameOf, picture, sha256Of } from '../files/files-scene.ts';
import { NodeDisk } from '../files/node-disk.ts';
import { filesScene } from './files-scene.ts';
import { listen } from './listen.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function overTheWire() {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-files-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const disk = new NodeDisk(folder);
  const files = new DiskFiles({ disk, perShop: 2 ** 30 });
  const scene = filesScene({ files });
  const listening = await listen(scene.app, {
    host: '127.0.0.1',
    port: 0,
    upgrade: (_request, socket) => socket.destroy(),
  });
  ends.push(async () => {
    listening.cut();
    await listening.stop();
  });
  const authorization = `Bearer ${await scene.tokenOf('technician')}`;
  const { url } = listening;
  const patch = (name: FileName, offset: number, body: Uint8Array<ArrayBuffer>) =>
    fetch(url + scene.uploadOf(name), {
      method: 'PATCH',
      headers: {
        Authorization: authorization,
        'Tus-Resumable': tusVersion,
        'Content-Type': pieceType,
        'Upload-Offset': String(offset),
      },
      body,
    });
  return { ...scene, disk, files, url, authorization, patch };
}

test('FILE-2: a connection that is cut anywhere in a piece loses nothing of what had arrived', async () => {
  const { url, disk, uploadOf, announce, files, authorization, patch } = await overTheWire();
  const bytes = picture(300_000);
  const { hostname, port } = new URL(url);
  for (const cut of [0, 1, 4096, 65_536, 65_537, 150_000, 299_999]) {
    const name = nameOf();
    await announce(name, bytes);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head = [
      `PATCH ${uploadOf(name)} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      `Authorization: ${authorization}`,
      `Tus-Resumable: ${tusVersion}`,
      `Content-Type: ${pieceType}`,
      'Upload-Offset: 0',
      `Content-Length: ${bytes.length}`,
    ].join('\r\n');
    await new Promise((sent) => socket.write(`${head}\r\n\r\n`, sent));
    if (cut > 0) await new Promise((sent) => socket.write(bytes.subarray(0, cut), sent));
    // Cut while the relay waits for more, not before it began to read.
    await vi.waitFor(async () => expect((await disk.stat(placeOf(name).upload))?.size).toBe(cut), 10_000);
    socket.destroy();
    expect((await patch(name, cut, bytes.subarray(cut))).status).toBe(204);
    expect(same(await bytesOf(files, name), bytes)).toBe(true);
  }
});

const same = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a !== undefined && Buffer.compare(a, b) === 0;

test('FILE-2: a refusal that comes in the middle of a body leaves the connection and the relay in order', async () => {
  const { announce, patch, files } = await overTheWire();
  const bytes = picture(3_000_000);
  const name = nameOf();
  await announce(name, bytes);
  expect((await patch(name, 17, bytes)).status).toBe(409);
  expect((await patch(name, 0, bytes)).status).toBe(204);
  expect(same(await bytesOf(files, name), bytes)).toBe(true);
});

test('FILE-7: a stock tus client sends a file in pieces', async () => {
  const { url, files, authorization } = await overTheWire();
  const bytes = picture(250_000);
  const name = nameOf();
  const send = () =>
    new Promise<void>((resolve, reject) => {
      new Upload(Buffer.from(bytes), {
        endpoint: `${url}/api/shops/demo/files`,
        headers: { Authorization: authorization },
        metadata: { id: name.id, rendition: 'full', filetype: 'image/jpeg', sha256: sha256Of(bytes) },
        chunkSize: 100_000,
        retryDelays: [0],
        onSuccess: () => resolve(),
        onError: reject,
      }).start();
    });
  await send();
  expect(same(await bytesOf(files, name), bytes)).toBe(true);
  // Again: it finds out that there is nothing left to do.
  await send();
});
