/** Files of a device against a scripted relay: kept, sent, resumed, failed and tried again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FilesScene, device, until } from './testing/files-scene.ts';
import { blob } from './testing/pictures.ts';
import { ScriptedFiles } from './testing/scripted-files.ts';
import { UnreadablePicture, type Files } from './types.ts';
import { mostTries } from './uploader.ts';

let scene: FilesScene;
beforeEach(() => {
  scene = new FilesScene();
});
afterEach(() => scene.end());

const add = (files: Files, length = 1000) => files.add(blob(length), { for: device });

const sent = (files: Files): Promise<unknown> => until(() => files.queue().length === 0);
const reason = (files: Files): string | undefined => {
  const [first] = files.queue();
  return first?.upload.state === 'failed' ? first.upload.reason : undefined;
};

describe('adding', () => {
  it('PHOTO-2: a picture is shown at once and kept over a reload, without a relay', async () => {
    scene.line.set(false);
    const files = await scene.start();
    const picture = blob(1000);
    const id = await files.add(picture, { for: device });
    expect(files.state(id)).toEqual({ state: 'waiting', saved: true });
    await files.stop();

    const again = await scene.start();
    expect(again.queue()).toMatchObject([
      { id, for: 'device/d1', bytes: 1100, upload: { state: 'waiting', saved: true } },
    ]);
    const held = again.hold(id, 'full');
    await until(() => held.state === 'here');
    const shown = scene.addresses.get(held.url ?? '');
    expect(await shown?.arrayBuffer()).toEqual(await picture.arrayBuffer());
    expect(scene.relay.asked).toEqual([]);
  });

  it('PHOTO-2: what is no picture, or too large for one, is refused and leaves nothing', async () => {
    const files = await scene.start({
      prepare: async (picture) => ({ full: picture, thumb: picture }),
    });
    for (const bad of [
      new Blob(['<svg/>'], { type: 'image/svg+xml' }),
      new Blob([], { type: 'image/jpeg' }),
      new Blob([new Uint8Array(17 * 2 ** 20)], { type: 'image/jpeg' }),
    ]) {
      await expect(files.add(bad, { for: device })).rejects.toBeInstanceOf(UnreadablePicture);
    }
    expect(files.queue()).toEqual([]);
  });
});

describe('sending', () => {
  it('PHOTO-3: a file goes up with its thumb first, and is done', async () => {
    const files = await scene.start();
    const progress: number[] = [];
    files.subscribe(() => {
      const upload = files.queue()[0]?.upload;
      if (upload?.state === 'uploading') progress.push(upload.progress);
    });
    const id = await add(files, 500_000);
    await sent(files);
    expect(files.state(id)).toEqual({ state: 'done' });
    expect(scene.relay.whole()).toEqual([`${id}.thumb`, `${id}.full`]);
    expect(progress.length).toBeGreaterThan(3);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBeGreaterThan(0.9);
  });

  it('PHOTO-4: an upload that was cut goes on from what the relay has, in the same page and in the next', async () => {
    const files = await scene.start();
    const asked = (method: string) => scene.relay.asked.filter((each) => each.startsWith(method));
    scene.relay.cutAfter = 30_000;
    scene.relay.instead = (method) =>
      method === 'PATCH' && asked('PATCH').length === 2
        ? Promise.reject(new TypeError('still away'))
        : undefined;
    const id = await add(files, 300_000);
    await until(() => asked('PATCH').length === 1 && files.state(id).state === 'waiting');
    await scene.time.advance(60_000);
    await until(() => asked('PATCH').length === 2 && files.state(id).state === 'waiting');
    await files.stop();
    expect(scene.relay.uploads.get(`${id}.full`)?.bytes).toHaveLength(30_000);

    scene.relay.asked.length = 0;
    scene.relay.instead = () => undefined;
    const again = await scene.start();
    await sent(again);
    expect(scene.relay.whole()).toContain(`${id}.full`);
    // The full one was announced again and went on from there; the thumb, which had arrived, did not.
    expect(asked('POST')).toHaveLength(1);
    expect(asked('PATCH').length).toBeGreaterThan(0);
  });

  it('PHOTO-4: whatever the relay says of its offset is believed', async () => {
    const files = await scene.start();
    let spoiled = 0;
    scene.relay.instead = (method, path) => {
      const [id = ''] = path.split('/').slice(5);
      const upload = scene.relay.uploads.get(`${id}.full`);
      if (method !== 'PATCH' || !upload || spoiled++ > 0) return undefined;
      scene.relay.uploads.delete(`${id}.full`);
      return undefined;
    };
    const id = await add(files, 300_000);
    await sent(files);
    expect(spoiled).toBeGreaterThan(1);
    expect(scene.relay.whole()).toContain(`${id}.full`);
  });

  it('PHOTO-5: two files at once and no more, the oldest first', async () => {
    const { promise, resolve: open } = Promise.withResolvers<void>();
    scene.relay.gate = promise;
    const files = await scene.start();
    for (let count = 0; count < 5; count++) {
      await add(files);
      await scene.time.advance(10);
    }
    await until(() => scene.relay.atOnce === 2);
    expect(files.queue().map(({ upload }) => upload.state)).toEqual([
      'uploading',
      'uploading',
      'waiting',
      'waiting',
      'waiting',
    ]);
    open();
    await sent(files);
    expect(scene.relay.mostAtOnce).toBe(2);
    expect(scene.relay.whole()).toHaveLength(10);
  });

  it('PHOTO-5: without a relay nothing fails; it goes on by itself when there is one', async () => {
    const files = await scene.start();
    scene.relay.instead = () => Promise.reject(new TypeError('failed to fetch'));
    const id = await add(files);
    for (let hours = 0; hours < 30; hours++) {
      await until(() => files.state(id).state === 'waiting');
      await scene.time.advance(60_000);
    }
    expect(scene.relay.asked.length).toBeGreaterThan(5);
    // A portal that answers in its place is no relay either, nor is a gateway without one.
    scene.relay.instead = () =>
      new Response('<html>Sign in</html>', { headers: { 'Content-Type': 'text/html' } });
    await scene.time.advance(60_000);
    scene.relay.instead = () => new Response('Bad gateway', { status: 502 });
    await scene.time.advance(60_000);
    await until(() => files.state(id).state === 'waiting');
    scene.relay.instead = () => undefined;
    scene.line.set(true);
    await sent(files);
  });

  it('PHOTO-5: what the relay cannot take now is tried again with growing waits, then waits for a person', async () => {
    const files = await scene.start();
    scene.relay.instead = () => ScriptedFiles.problem('unavailable');
    const id = await add(files);
    const waits: number[] = [];
    for (let tries = 1; tries < mostTries; tries++) {
      await until(() => reason(files) === 'unavailable');
      const upload = files.state(id);
      const retryAt = upload.state === 'failed' ? upload.retryAt : null;
      expect(retryAt).not.toBeNull();
      const wait = (retryAt ?? 0) - scene.time.now();
      waits.push(wait);
      expect(scene.relay.asked).toHaveLength(tries);
      await scene.time.advance(wait);
      await until(() => scene.relay.asked.length === tries + 1);
    }
    await until(() => reason(files) === 'unavailable');
    expect(files.state(id)).toMatchObject({ state: 'failed', retryAt: null });
    expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
    expect(Math.max(...waits)).toBeGreaterThan(10_000);
    await scene.time.advance(86_400_000);
    expect(scene.relay.asked).toHaveLength(mostTries);

    // Neither a reload nor the connection brings it back, a person does.
    await files.stop();
    const again = await scene.start();
    scene.line.set(true);
    expect(reason(again)).toBe('unavailable');
    scene.relay.instead = () => undefined;
    again.retryAll();
    await sent(again);
    expect(scene.relay.whole()).toHaveLength(2);
  });

  it.each(['quota-exceeded', 'forbidden', 'other-content', 'too-large', 'unsupported-media-type'])(
    'PHOTO-5: %s is not tried again by itself, and holds up no other',
    async (kind) => {
      const files = await scene.start();
      scene.relay.instead = () => ScriptedFiles.problem(kind);
      const first = await add(files);
      await until(() => files.state(first).state === 'failed');
      expect(files.state(first)).toMatchObject({ reason: kind, retryAt: null });
      scene.relay.instead = () => undefined;
      const second = await add(files);
      await until(() => files.state(second).state === 'done');
      expect(files.state(first).state).toBe('failed');
      files.retry(first);
      await sent(files);
    },
  );

  it('PHOTO-5: a file that was removed for good is forgotten here, too', async () => {
    const files = await scene.start();
    scene.relay.instead = () => ScriptedFiles.problem('gone');
    const id = await add(files);
    await sent(files);
    scene.line.set(false);
    const held = files.hold(id, 'full');
    await until(() => held.state === 'away');
  });

  it('PHOTO-5: a token that expired is replaced, and the file goes on', async () => {
    const asked: boolean[] = [];
    const files = await scene.start({
      getToken: (refused) => {
        asked.push(refused);
        return Promise.resolve(refused || asked.filter(Boolean).length > 0 ? 'fresh' : 'old');
      },
    });
    scene.relay.token = 'fresh';
    await add(files);
    await sent(files);
    expect(asked.filter(Boolean)).toHaveLength(1);
  });

  it('PHOTO-5: when no token can be had, the file waits and does not fail', async () => {
    const files = await scene.start({ getToken: () => Promise.resolve('stale') });
    scene.relay.token = 'another';
    const id = await add(files);
    await until(() => scene.relay.asked.length >= 2);
    await until(() => files.state(id).state === 'waiting');
    await scene.time.advance(60_000);
    await until(() => scene.relay.asked.length >= 4 && files.state(id).state === 'waiting');
  });

  it('PHOTO-4: bytes that were damaged on this device are told, not sent', async () => {
    scene.line.set(false);
    const files = await scene.start();
    const id = await add(files);
    await files.stop();
    const database = scene.indexedDB.open(scene.name);
    await new Promise((resolve) => database.addEventListener('success', resolve));
    const store = database.result.transaction('bytes', 'readwrite').objectStore('bytes');
    const key = [id, 'thumb'];
    const line = await new Promise<{ bytes: Uint8Array }>((resolve) => {
      const reading = store.get(key);
      reading.addEventListener('success', () => resolve(reading.result as { bytes: Uint8Array }));
    });
    line.bytes[50] = (line.bytes[50] ?? 0) ^ 1;
    await new Promise((resolve) => store.put(line).addEventListener('success', resolve));
    database.result.close();

    scene.line.set(true);
    const again = await scene.start();
    await until(() => again.state(id).state === 'failed');
    expect(again.state(id)).toMatchObject({ reason: 'unreadable', retryAt: null });
    expect(scene.relay.asked).toEqual([]);
  });

  it('PHOTO-3: a file that is given up is gone, also in the middle of being sent', async () => {
    const files = await scene.start();
    const { promise, resolve: open } = Promise.withResolvers<void>();
    scene.relay.gate = promise;
    const id = await add(files);
    await until(() => files.state(id).state === 'uploading' && scene.relay.asked.length > 0);
    const cancelled = files.cancel(id);
    expect(files.queue()).toEqual([]);
    open();
    await cancelled;
    await files.stop();
    const again = await scene.start();
    expect(again.queue()).toEqual([]);
    expect(scene.relay.whole()).toEqual([]);
  });

  it('PHOTO-3: an answer that never comes is given up after a minute and tried again', async () => {
    const files = await scene.start();
    scene.relay.gate = new Promise(() => {});
    const id = await add(files);
    await until(() => scene.relay.atOnce === 1);
    await scene.time.advance(60_000);
    await until(() => reason(files) === 'no-answer');
    expect(files.state(id)).toMatchObject({ state: 'failed' });
  });
});
