import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entityKey, type EntityKey, type EntityName, type FileId } from '../../../shared/lib/ids.ts';
import { Listeners } from '../listeners.ts';
import { forgetErased } from './forget-erased.ts';
import { FilesScene, device, until } from './testing/files-scene.ts';
import { blob } from './testing/pictures.ts';

let scene: FilesScene;
beforeEach(() => {
  scene = new FilesScene();
});
afterEach(() => scene.end());

const other = { kind: 'device', id: 'd2' } as EntityName;

describe('files of records that were erased', () => {
  it('ERASE-6: what was kept and what was to be sent goes from the device, now and when the page is opened again', async () => {
    const files = await scene.start();
    const cached = await files.add(blob(900), { for: device });
    await until(() => files.queue().length === 0);
    scene.line.set(false);
    const queued = await files.add(blob(800), { for: device });
    const stays = await files.add(blob(700), { for: other });
    const gone: { names: EntityKey[]; files: FileId[] } = { names: [], files: [] };
    const changed = new Listeners();
    const replica = {
      erased: () => Promise.resolve({ names: [...gone.names], files: [...gone.files] }),
      subscribeErased: (run: () => void) => changed.subscribe(run),
    };
    forgetErased(replica, files);
    gone.names.push(entityKey(device));
    gone.files.push(cached);
    changed.emit();
    await until(() => files.queue().length === 1);
    expect(files.queue()).toMatchObject([{ id: stays }]);
    await files.stop();

    const again = await scene.start();
    expect(again.queue()).toMatchObject([{ id: stays }]);
    for (const id of [cached, queued]) {
      const held = again.hold(id, 'full');
      await until(() => held.state === 'away');
    }
    const held = again.hold(stays, 'full');
    await until(() => held.state === 'here');
    // One that the vault of that time could not let go of goes at the next start.
    gone.names.push(entityKey(other));
    forgetErased(replica, again);
    await until(() => again.queue().length === 0);
  });
});
