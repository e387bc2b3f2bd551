import { expect, test } from 'vitest';
import type { Role } from '../../shared/schema/field.ts';
import { largestFile, pieceType } from '../../shared/protocol/file-upload.ts';
import { bytesOf, fileId, nameOf, picture } from '../files/files-scene.ts';
import { filesScene, kindOf, metadataOf } from './files-scene.ts';

const headersOf = (response: Response, ...names: string[]) => names.map((name) => response.headers.get(name));

test('FILE-7: a file is announced, sent in pieces, asked about between them, and then there', async () => {
  const { ask, announce, send, uploadOf, files, logged } = filesScene();
  const name = nameOf();
  const bytes = picture(1000);
  const begun = await announce(name, bytes);
  expect(begun.status).toBe(201);
  expect(headersOf(begun, 'location', 'upload-offset', 'tus-resumable', 'cache-control')).toEqual([
    uploadOf(name),
    '0',
    '1.0.0',
    'no-store',
  ]);
  const first = await send(name, 0, bytes.slice(0, 400));
  expect([first.status, ...headersOf(first, 'upload-offset')]).toEqual([204, '400']);
  const asked = await ask('HEAD', uploadOf(name));
  expect([asked.status, ...headersOf(asked, 'upload-offset', 'upload-length', 'cache-control')]).toEqual([
    200,
    '400',
    '1000',
    'no-store',
  ]);
  expect(headersOf(await announce(name, bytes), 'upload-offset')).toEqual(['400']);
  expect(headersOf(await send(name, 400, bytes.slice(400)), 'upload-offset')).toEqual(['1000']);
  expect(await bytesOf(files, name)).toEqual(bytes);
  expect(logged.join()).toContain('file-taken');
  expect(logged.join()).not.toContain(name.id);
});

test('FILE-7: a small file is announced and sent in one request', async () => {
  const { ask, files } = filesScene();
  const name = nameOf(undefined, 'thumb');
  const bytes = picture(300);
  const headers = {
    'Upload-Length': '300',
    'Upload-Metadata': metadataOf(name, bytes),
    'Content-Type': pieceType,
  };
  const response = await ask('POST', '/api/shops/demo/files', headers, { body: bytes });
  expect([response.status, response.headers.get('upload-offset')]).toEqual([201, '300']);
  expect(await bytesOf(files, name)).toEqual(bytes);
  // Once more, as after an answer that was lost on its way.
  const again = await ask('POST', '/api/shops/demo/files', headers, { body: bytes });
  expect([again.status, again.headers.get('upload-offset')]).toEqual([200, '300']);
});

test('FILE-7: what it can do is told to anybody', async () => {
  const { ask } = filesScene();
  const response = await ask('OPTIONS', '/api/shops/demo/files', {}, { as: null });
  expect(response.status).toBe(204);
  expect(headersOf(response, 'tus-version', 'tus-extension', 'tus-max-size')).toEqual([
    '1.0.0',
    'creation,creation-with-upload,termination',
    String(largestFile.full),
  ]);
});

test('FILE-3: the same id with other content is a conflict; with the same it is done', async () => {
  const { announce, put } = filesScene();
  const name = nameOf();
  const bytes = picture(1000);
  await put(name, bytes);
  const same = await announce(name, bytes);
  expect([same.status, same.headers.get('upload-offset')]).toEqual([200, '1000']);
  const other = await announce(name, picture(1000));
  expect([other.status, await kindOf(other)]).toEqual([409, 'other-content']);
});

test('FILE-4: a wrong checksum and a wrong type end an upload with 422 and 415, and nothing of it is there', async () => {
  const { ask, announce, send, uploadOf } = filesScene();
  const bytes = picture(1000);
  const spoiled = nameOf();
  await announce(spoiled, bytes);
  const sent = await send(spoiled, 0, picture(1000));
  expect([sent.status, await kindOf(sent)]).toEqual([422, 'checksum-mismatch']);
  expect((await ask('HEAD', uploadOf(spoiled))).status).toBe(404);

  const page = new TextEncoder().encode('<!doctype html><script>alert(1)</script>');
  const html = nameOf();
  await announce(html, page);
  const refused = await send(html, 0, page);
  expect([refused.status, await kindOf(refused)]).toEqual([415, 'unsupported-media-type']);
  expect((await ask('GET', `/api/shops/demo/files/${html.id}`)).status).toBe(404);
});

test.each(['image/svg+xml', 'text/html', 'image/gif', 'IMAGE/JPEG', '__proto__', ''])(
  'FILE-4: the type %j is not even announced',
  async (filetype) => {
    const { announce } = filesScene();
    const bytes = picture(1000);
    const name = nameOf();
    const response = await announce(
      name,
      bytes,
      {},
      { 'Upload-Metadata': metadataOf(name, bytes, { filetype }) },
    );
    expect([response.status, await kindOf(response)]).toEqual([415, 'unsupported-media-type']);
  },
);

test('FILE-5: too large is 413, no room is 507, removed for good is 410', async () => {
  const { announce, send, files } = filesScene();
  const large = await announce(nameOf(), picture(10), {}, { 'Upload-Length': String(largestFile.full + 1) });
  expect([large.status, await kindOf(large)]).toEqual([413, 'too-large']);
  const many = await announce(nameOf(), picture(10), {}, { 'Upload-Length': String(2 ** 20) });
  expect([many.status, await kindOf(many)]).toEqual([507, 'quota-exceeded']);
  const name = nameOf();
  const bytes = picture(100);
  await announce(name, bytes);
  const beyond = await send(name, 0, picture(101));
  expect([beyond.status, await kindOf(beyond)]).toEqual([413, 'too-large']);
  await files.remove(name.shop, name.id);
  const gone = await announce(name, bytes);
  expect([gone.status, await kindOf(gone)]).toEqual([410, 'gone']);
});

test('FILE-9: staff send files, who may only look does not, and nobody without a token', async () => {
  const { ask, announce, send, uploadOf } = filesScene();
  const bytes = picture(100);
  for (const as of ['owner', 'manager', 'technician', 'front-desk'] satisfies Role[]) {
    const name = nameOf();
    expect((await announce(name, bytes, { as })).status).toBe(201);
    expect((await send(name, 0, bytes, { as })).status).toBe(204);
  }
  const name = nameOf();
  await announce(name, bytes);
  for (const [as, status] of [
    ['view', 403],
    [null, 401],
  ] as const) {
    expect((await announce(name, bytes, { as })).status).toBe(status);
    expect((await send(name, 0, bytes, { as })).status).toBe(status);
    expect((await ask('HEAD', uploadOf(name), {}, { as })).status).toBe(status);
    expect((await ask('DELETE', uploadOf(name), {}, { as })).status).toBe(status);
  }
  expect((await ask('HEAD', uploadOf(name))).headers.get('upload-offset')).toBe('0');
});

test("AUTH-5: another shop's upload is not found, whatever is asked of it", async () => {
  const { ask, announce, uploadOf } = filesScene();
  const name = nameOf();
  const bytes = picture(100);
  await announce(name, bytes);
  const theirs = { shop: 'other' };
  expect((await announce(name, bytes, { ...theirs, in: 'demo' })).status).toBe(404);
  for (const method of ['HEAD', 'PATCH', 'DELETE']) {
    const headers = { 'Content-Type': pieceType, 'Upload-Offset': '0' };
    const there = await ask(method, uploadOf(name), headers, theirs);
    const nowhere = await ask(method, uploadOf(nameOf()), headers);
    expect([there.status, await there.text()]).toEqual([404, await nowhere.text()]);
  }
});

test('FILE-9: so many pieces of a shop at once, and others have their own', async () => {
  const { announce, app, tokenOf, uploadOf } = filesScene({ uploadSlots: { perName: 1, inAll: 2 } });
  const [first, second] = [nameOf(), nameOf()];
  const bytes = picture(100);
  await announce(first, bytes);
  await announce(second, bytes);
  const authorization = `Bearer ${await tokenOf('technician')}`;
  const sendSlowly = (name: typeof first, body: ReadableStream<Uint8Array>) =>
    app.request(uploadOf(name), {
      method: 'PATCH',
      headers: {
        Authorization: authorization,
        'Tus-Resumable': '1.0.0',
        'Content-Type': pieceType,
        'Upload-Offset': '0',
      },
      body,
      duplex: 'half',
    } as RequestInit);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const slow = sendSlowly(first, readable);
  // Taken only when the piece is being read: the slot is held by then.
  await writer.write(bytes.slice(0, 50));
  const turnedAway = await sendSlowly(second, new Response(bytes).body as ReadableStream<Uint8Array>);
  expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([429, '5']);
  await writer.write(bytes.slice(50));
  await writer.close();
  expect((await slow).status).toBe(204);
  expect((await sendSlowly(second, new Response(bytes).body as ReadableStream<Uint8Array>)).status).toBe(204);
});

test('FILE-7: what cannot be read is told and harms nothing', async () => {
  const { ask, announce, send, uploadOf } = filesScene();
  const name = nameOf();
  const bytes = picture(100);
  const good = { 'Upload-Length': '100', 'Upload-Metadata': metadataOf(name, bytes) };
  const post = async (headers: Readonly<Record<string, string>>) =>
    (await ask('POST', '/api/shops/demo/files', { ...good, ...headers })).status;
  expect(await post({ 'Tus-Resumable': '0.2.2' })).toBe(412);
  for (const length of ['', '0', '-1', '1.5', '1e3', 'many', '9'.repeat(16)]) {
    expect(await post({ 'Upload-Length': length })).toBe(400);
  }
  const metadata = [
    '',
    'id',
    metadataOf(name, bytes, { id: '../../etc/passwd' }),
    metadataOf(name, bytes, { id: 'CON' }),
    metadataOf(name, bytes, { rendition: 'huge' }),
    metadataOf(name, bytes, { sha256: 'abc' }),
    `${metadataOf(name, bytes)},${metadataOf(name, bytes)}`,
    `${metadataOf(name, bytes)},x !!!`,
  ];
  for (const each of metadata) expect(await post({ 'Upload-Metadata': each })).toBe(400);

  await announce(name, bytes);
  const patch = async (headers: Readonly<Record<string, string>>, path = uploadOf(name)) =>
    (
      await ask(
        'PATCH',
        path,
        { 'Content-Type': pieceType, 'Upload-Offset': '0', ...headers },
        { body: bytes },
      )
    ).status;
  expect(await patch({ 'Content-Type': 'application/octet-stream' })).toBe(415);
  for (const offset of ['', '-1', 'x', '0x10']) expect(await patch({ 'Upload-Offset': offset })).toBe(400);
  expect(await patch({ 'Upload-Offset': '7' })).toBe(409);
  expect(await patch({ 'Tus-Resumable': '' })).toBe(412);
  expect(await patch({}, `/api/shops/demo/files/${fileId()}/upload/full`)).toBe(404);
  expect(await patch({}, `/api/shops/demo/files/${name.id}/upload/huge`)).toBe(404);
  expect((await send(name, 0, bytes)).status).toBe(204);
});

test('FILE-7: an upload can be given up', async () => {
  const { ask, announce, uploadOf } = filesScene();
  const name = nameOf();
  await announce(name, picture(100));
  expect((await ask('DELETE', uploadOf(name))).status).toBe(204);
  expect((await ask('DELETE', uploadOf(name))).status).toBe(404);
  expect((await ask('HEAD', uploadOf(name))).status).toBe(404);
});
