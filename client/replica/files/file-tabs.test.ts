/** Tabs of one device: one of them sends, all see the same. And a device that cannot store. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VaultFailed } from '../vault.ts';
import { DexieFileVault } from './dexie-file-vault.ts';
import { FilesScene, device, until } from './testing/files-scene.ts';
import { blob } from './testing/pictures.ts';
import { ScriptedFiles } from './testing/scripted-files.ts';

let scene: FilesScene;
beforeEach(() => {
  scene = new FilesScene();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await scene.end();
});

describe('two tabs', () => {
  it('PHOTO-8: what one adds the other shows and sends, when it is the one that leads', async () => {
    const [leading, other] = [await scene.start(scene.asTabs), await scene.start(scene.asTabs)];
    const { promise, resolve: open } = Promise.withResolvers<void>();
    scene.relay.gate = promise;
    const id = await other.add(blob(300_000), { for: device });
    await until(() => leading.state(id).state === 'uploading');
    await until(() => other.state(id).state === 'uploading');
    // It says so before it asks: the token comes first.
    await until(() => scene.relay.asked.length > 0);
    expect(scene.relay.asked).toHaveLength(1);
    const held = leading.hold(id, 'thumb');
    await until(() => held.state === 'here');
    open();
    await until(() => leading.state(id).state === 'done' && other.state(id).state === 'done');
    expect(scene.relay.asked.filter((each) => each.startsWith('POST'))).toHaveLength(2);
  });

  it('PHOTO-8: when the one that sends goes, the other goes on', async () => {
    const [leading, other] = [await scene.start(scene.asTabs), await scene.start(scene.asTabs)];
    scene.line.set(false);
    const id = await leading.add(blob(1000), { for: device });
    await until(() => other.queue().length === 1);
    await leading.stop();
    scene.line.set(true);
    await until(() => other.state(id).state === 'done');
    expect(scene.relay.whole()).toHaveLength(2);
  });

  it('PHOTO-8: what fails, is tried again and is given up shows in both, whoever asks for it', async () => {
    const [leading, other] = [await scene.start(scene.asTabs), await scene.start(scene.asTabs)];
    scene.relay.instead = () => ScriptedFiles.problem('quota-exceeded');
    const [first, second] = [
      await leading.add(blob(1000), { for: device }),
      await leading.add(blob(1000), { for: device }),
    ];
    await until(() => other.state(first).state === 'failed' && other.state(second).state === 'failed');
    await other.cancel(second);
    await until(() => leading.state(second).state === 'done');
    scene.relay.instead = () => undefined;
    other.retry(first);
    await until(() => leading.state(first).state === 'done' && other.state(first).state === 'done');
    expect(scene.relay.whole()).toEqual([`${first}.thumb`, `${first}.full`]);
  });
});

describe('a device that cannot store', () => {
  it('PHOTO-9: a full one says so, claims nothing, sends it all the same, and stores it once there is room', async () => {
    const files = await scene.start();
    const stored = vi
      .spyOn(DexieFileVault.prototype, 'add')
      .mockRejectedValue(new VaultFailed('full', new Error('quota')));
    scene.line.set(false);
    const id = await files.add(blob(1000), { for: device });
    expect(files.state(id)).toEqual({ state: 'waiting', saved: false });
    expect(files.problem).toBe('full');
    const held = files.hold(id, 'full');
    await until(() => held.state === 'here');
    // Once more after everything that can be fetched again was thrown out, then later.
    expect(stored).toHaveBeenCalledTimes(2);
    stored.mockRestore();
    await scene.time.advance(60_000);
    await until(() => files.problem === null);
    expect(files.state(id)).toEqual({ state: 'waiting', saved: true });
    await files.stop();
    const again = await scene.start();
    expect(again.queue()).toHaveLength(1);
  });

  it('PHOTO-9: what could not be stored is sent by the tab that has it', async () => {
    const [, other] = [await scene.start(scene.asTabs), await scene.start(scene.asTabs)];
    vi.spyOn(DexieFileVault.prototype, 'add').mockRejectedValue(new VaultFailed('full', new Error('quota')));
    const id = await other.add(blob(1000), { for: device });
    await until(() => other.state(id).state === 'done');
    expect(scene.relay.whole()).toHaveLength(2);
  });

  it('PHOTO-9: without a database files are sent from memory, and that is told', async () => {
    const blocked = { open: () => new EventTarget() } as unknown as IDBFactory;
    const starting = scene.start({ indexedDB: blocked });
    await until(() => scene.time.waiting > 0);
    await scene.time.advance(5_000);
    const files = await starting;
    expect(files.problem).toBe('unavailable');
    scene.line.set(false);
    const id = await files.add(blob(1000), { for: device });
    expect(files.state(id)).toEqual({ state: 'waiting', saved: false });
    scene.line.set(true);
    await until(() => files.state(id).state === 'done');
    expect(scene.relay.whole()).toHaveLength(2);
  });

  it('PHOTO-9: room is made for what is not sent by throwing out what can be fetched again', async () => {
    const files = await scene.start();
    const old = await files.add(blob(5000), { for: device });
    await until(() => files.state(old).state === 'done');
    const stored = vi.spyOn(DexieFileVault.prototype, 'add');
    // Only once: afterwards it is the real one.
    stored.mockRejectedValueOnce(new VaultFailed('full', new Error('quota')));
    scene.line.set(false);
    const id = await files.add(blob(1000), { for: device });
    expect(files.state(id)).toEqual({ state: 'waiting', saved: true });
    expect(files.problem).toBeNull();
    const held = files.hold(old, 'full');
    await until(() => held.state === 'away');
  });
});
