import { expect, test } from 'vitest';
import type { Role } from '../../shared/schema/field.ts';
import { StoreUnavailable } from '../store/store.ts';
import { fileId, nameOf, picture, sha256Of } from '../files/files-scene.ts';
import { filesScene } from './files-scene.ts';

test('FILE-8: everybody in the shop reads a file, as a picture and nothing else, and may keep it', async () => {
  const { ask, put } = filesScene();
  const name = nameOf();
  const bytes = picture(5000);
  await put(name, bytes);
  for (const as of ['owner', 'manager', 'technician', 'front-desk', 'view'] satisfies Role[]) {
    const response = await ask('GET', `/api/shops/demo/files/${name.id}`, {}, { as });
    expect(response.status).toBe(200);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': '5000',
      'content-disposition': `attachment; filename="${name.id}.jpg"`,
      'cache-control': 'private, max-age=31536000, immutable',
      vary: 'Authorization',
      etag: `"${sha256Of(bytes)}"`,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  }
});

test('FILE-8: who has it already is told so, and who asks only about it gets no bytes', async () => {
  const { ask, put } = filesScene();
  const name = nameOf();
  const bytes = picture(5000);
  await put(name, bytes);
  const path = `/api/shops/demo/files/${name.id}`;
  const same = await ask('GET', path, { 'If-None-Match': `"${sha256Of(bytes)}"` });
  expect([same.status, await same.text()]).toEqual([304, '']);
  const other = await ask('GET', path, { 'If-None-Match': `"${sha256Of(picture(10))}"` });
  expect(other.status).toBe(200);
  await other.body?.cancel();
  const head = await ask('HEAD', path);
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5000', '']);
});

test('FILE-8: the thumb is the thumb; a file without one answers with itself, and not for ever', async () => {
  const { ask, put } = filesScene();
  const [full, thumb] = [picture(5000), picture(300)];
  const id = fileId();
  const path = `/api/shops/demo/files/${id}?size=thumb`;
  await put(nameOf(id, 'full'), full);
  const before = await ask('GET', path);
  expect(new Uint8Array(await before.arrayBuffer())).toEqual(full);
  expect(before.headers.get('cache-control')).toBe('private, no-cache');
  await put(nameOf(id, 'thumb'), thumb);
  const after = await ask('GET', path);
  expect(new Uint8Array(await after.arrayBuffer())).toEqual(thumb);
  expect(after.headers.get('cache-control')).toContain('immutable');
  expect((await ask('GET', `/api/shops/demo/files/${id}?size=huge`)).status).toBe(400);
});

test('FILE-8: an unfinished file is not there', async () => {
  const { ask, announce, send } = filesScene();
  const name = nameOf();
  const bytes = picture(1000);
  await announce(name, bytes);
  await send(name, 0, bytes.subarray(0, 999));
  expect((await ask('GET', `/api/shops/demo/files/${name.id}`)).status).toBe(404);
});

/** Everything that a caller can tell two answers apart by. */
const whole = async (response: Response) => ({
  status: response.status,
  // Each request has an id of its own, whatever it asks for.
  headers: [...response.headers]
    .filter(([name]) => name !== 'x-request-id')
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  body: await response.text(),
});

test("AUTH-5: another shop's file, one that is not there and an illegal id are the same bytes", async () => {
  const { ask, put } = filesScene();
  const name = nameOf();
  await put(name, picture(1000));
  const asked = [
    ask('GET', `/api/shops/demo/files/${name.id}`, {}, { shop: 'other' }),
    ask('GET', `/api/shops/other/files/${name.id}`),
    ask('GET', `/api/shops/nowhere/files/${name.id}`),
    ask('GET', `/api/shops/demo/files/${fileId()}`),
    ask('GET', '/api/shops/demo/files/short'),
    ask('GET', `/api/shops/demo/files/${name.id.toUpperCase()}`),
    ask('GET', `/api/shops/demo/files/%2e%2e%2f${name.id}`),
    ask('GET', `/api/shops/other/files/${name.id}?size=huge`),
  ];
  const answers = await Promise.all(asked.map(async (each) => whole(await each)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]?.status).toBe(404);
});

test('AUTH-5: without a token everything is the same 401', async () => {
  const { ask, put } = filesScene();
  const name = nameOf();
  await put(name, picture(1000));
  const asked = [name.id, fileId()].map((id) => ask('GET', `/api/shops/demo/files/${id}`, {}, { as: null }));
  const [there, missing] = await Promise.all(asked.map(async (each) => whole(await each)));
  expect(there).toEqual(missing);
  expect(there?.status).toBe(401);
});

test('REST-5: a disk that cannot be read is 503 and says nothing more', async () => {
  const { files } = filesScene();
  const broken = Object.assign(Object.create(files) as typeof files, {
    read: () => Promise.reject(new StoreUnavailable('/secret/path')),
  });
  const response = await filesScene({ files: broken }).ask('GET', `/api/shops/demo/files/${fileId()}`);
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain('secret');
});
