/**
 * The relay is killed in the middle of uploads: a file that it called finished is there, an unfinished one goes on from what
 * had come, and nothing else is ever handed out.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import { metadataOf } from '../../server/http/files-scene.ts';
import { nameOf, picture } from '../../server/files/files-scene.ts';
import { must } from '../../shared/lib/assert.ts';
import { pieceType, tusVersion } from '../../shared/protocol/file-upload.ts';

const kills = Number(process.env['SOLDER_KILLS'] ?? 8);
const files = 12;
const lanes = 4;
const piece = 20_000;

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene({ demo: true });
});
afterEach(() => scene.end());

interface Sent {
  readonly name: ReturnType<typeof nameOf>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As the relay said it. */
  finished: boolean;
}

/** Sends a file to its end; throws when the relay goes away. */
async function send(url: string, token: string, file: Sent, stored: () => void): Promise<void> {
  const { name, bytes } = file;
  const headers = { Authorization: `Bearer ${token}`, 'Tus-Resumable': tusVersion };
  const begun = await fetch(`${url}/api/shops/demo/files`, {
    method: 'POST',
    headers: {
      ...headers,
      'Upload-Length': String(bytes.length),
      'Upload-Metadata': metadataOf(name, bytes),
    },
  });
  expect(begun.ok).toBe(true);
  let offset = Number(begun.headers.get('upload-offset'));
  while (offset < bytes.length) {
    const response = await fetch(url + must(begun.headers.get('location'), 'the upload has no address'), {
      method: 'PATCH',
      headers: { ...headers, 'Content-Type': pieceType, 'Upload-Offset': String(offset) },
      body: bytes.subarray(offset, offset + piece),
    });
    expect(response.status).toBe(204);
    const now = Number(response.headers.get('upload-offset'));
    expect(now).toBeGreaterThan(offset);
    offset = now;
    stored();
  }
  file.finished = true;
}

async function read(url: string, token: string, { name }: Sent): Promise<Uint8Array | undefined> {
  const response = await fetch(`${url}/api/shops/demo/files/${name.id}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return response.ok ? bytes : undefined;
}

it(
  `FILE-1: ${kills} kills of the relay during uploads lose no finished file and show no other bytes`,
  { timeout: 30_000 + kills * 10_000 },
  async () => {
    const all: Sent[] = [];
    let interrupted = 0;
    for (let round = 0; round < kills; round++) {
      const relay = await scene.relay();
      const token = await scene.token('ana');
      const fresh = Array.from({ length: files }, () => ({
        name: nameOf(),
        bytes: picture(60_000),
        finished: false,
      }));
      all.push(...fresh);
      // Everything that is not finished, those of the rounds before first.
      const queue = all.filter(({ finished }) => !finished);
      let left = 5 + ((round * 7) % 20);
      const stored = (): void => {
        if (--left === 0) relay.process.kill('SIGKILL');
      };
      const lane = async (): Promise<void> => {
        for (let file = queue.shift(); file; file = queue.shift()) await send(relay.url, token, file, stored);
      };
      const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
      interrupted += ended.filter(({ status }) => status === 'rejected').length;
      await relay.ended;
    }
    expect(interrupted).toBeGreaterThan(kills / 2);
    const relay = await scene.relay();
    const token = await scene.token('ana');
    expect(all.filter(({ finished }) => finished).length).toBeGreaterThan(kills);
    for (const file of all) {
      const there = await read(relay.url, token, file);
      if (file.finished) expect(there).toBeDefined();
      if (there) expect(Buffer.compare(there, file.bytes)).toBe(0);
      await send(relay.url, token, file, () => {});
      expect(Buffer.compare(must(await read(relay.url, token, file), 'a file is missing'), file.bytes)).toBe(
        0,
      );
    }
  },
);
