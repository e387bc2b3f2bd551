/** A device that several people of a shop use, in which somebody is erased (rule ERASE-10). */
import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DexieFileVault } from '../../client/replica/files/dexie-file-vault.ts';
import { opened } from '../../client/replica/testing/scene.ts';
import type { Replica } from '../../client/replica/types.ts';
import { shop } from '../replica/relay-scene.ts';
import { bytesOnDisk } from './bytes-on-device.ts';
import { canary, client, eachErasureScene, eventually, other, settled } from './erasure-scene.ts';
import { databases, earlierJournal, held } from './held-journals.ts';

const at = eachErasureScene();

const picture = (words: string) => ({ type: 'image/png', bytes: Buffer.from(words) }) as never;
const queued = (id: string, name: string) =>
  ({ id, for: name, at: 1, parts: [], tries: 0, problem: null, retryAt: null }) as never;

const databaseOf = (user: string): string => `${at().prefix}shared/solder/${shop}/${user}`;

/** Ben, without a connection, with edits of the client that he could not send; his page is still open. */
async function benWasHere(): Promise<Replica> {
  const ben = await at().person('ben', `${at().prefix}shared/`, at().line).start();
  await settled(ben);
  at().line.cut();
  await eventually(() => expect(ben.status().state).not.toBe('completed'));
  for (const name of [client, other]) {
    const record = await opened(ben, name);
    record.entity.set('phone', name === client ? `07${canary}` : '0123');
    record.close();
  }
  await eventually(() => expect(ben.status().pending).toEqual({ records: 2, edits: 2, unsaved: 0 }));
  return ben;
}

describe('a device that several people use', () => {
  afterEach(() => vi.restoreAllMocks());

  it('ERASE-10: whoever hears of it lets it go from the databases of those who are away, too; they are told of unsent edits', async () => {
    const ben = await benWasHere();
    await ben.stop();
    const files = new DexieFileVault({ name: `${databaseOf('ben')}/files`, indexedDB, IDBKeyRange });
    const [theirPhoto, otherPhoto] = ['0'.repeat(22), '1'.repeat(22)];
    await files.add(queued(theirPhoto, 'client/c1'), new Map([['full', picture(canary)]]));
    await files.add(queued(otherPhoto, 'client/c2'), new Map([['full', picture('Photo of somebody else')]]));
    await files.close();
    await earlierJournal(databaseOf('ben'), 'client/c1');
    expect(await bytesOnDisk(databaseOf('ben'))).toContain(canary);

    const cai = await at().person('cai', `${at().prefix}shared/`).start();
    await settled(cai);
    await at().erase();
    await eventually(async () => expect(await bytesOnDisk(databaseOf('ben'))).not.toContain(canary));
    const left = await bytesOnDisk(databaseOf('ben'));
    for (const words of ['Somebody else', 'Photo of somebody else', '0123']) expect(left).toContain(words);
    await cai.stop();

    // He comes back without a network: nothing of it is there, and he is told until he says that he knows.
    for (const isNews of [true, false]) {
      const again = await at().person('ben', `${at().prefix}shared/`, at().line).start();
      await eventually(() => expect(again.rowsLoaded).toBe(true));
      expect(again.row(client)).toBeUndefined();
      expect(again.row(other)?.fields['phone']).toBe('0123');
      expect(again.status().pending.edits).toBe(1);
      const lost = () => again.refused().filter(({ rule }) => rule === 'erased');
      await eventually(() => expect(lost()).toHaveLength(isNews ? 1 : 0));
      for (const edit of lost()) again.dismissRefused(edit);
      await again.stop();
    }
  });

  it('ERASE-10: a page of theirs that is open and cut off is told, and lets go of it itself', async () => {
    const ben = await benWasHere();
    const cai = await at().person('cai', `${at().prefix}shared/`).start();
    await settled(cai);
    expect(ben.row(client)).toBeDefined();
    await at().erase();
    await eventually(() => expect(ben.row(client)).toBeUndefined());
    await eventually(async () => expect(await bytesOnDisk(databaseOf('ben'))).not.toContain(canary));
    expect(ben.refused().map(({ rule }) => rule)).toEqual(['erased']);
    expect(ben.status().pending.edits).toBe(1);
    expect(ben.row(other)?.fields['phone']).toBe('0123');
    expect(await bytesOnDisk(databaseOf('cai'))).not.toContain(canary);
  });

  it('ERASE-10: a page of theirs that begins while it goes has read it before, and is told as well', async () => {
    await (await benWasHere()).stop();
    let ben: Replica | undefined;
    const { locks } = navigator;
    const request = (name: string, options: LockOptions, work: (lock: Lock | null) => unknown) =>
      locks.request(name, options, async (lock) => {
        if (name === `${databaseOf('ben')}/leader`) {
          ben = await at().person('ben', `${at().prefix}shared/`, at().line).start();
          await eventually(() => expect(ben?.row(client)).toBeDefined());
          expect(ben.status().pending.edits).toBe(2);
        }
        return work(lock);
      });
    const cai = await at()
      .person('cai', `${at().prefix}shared/`)
      .start({ locks: { request } as LockManager });
    await settled(cai);
    await at().erase();
    await eventually(() => expect(ben?.row(client)).toBeUndefined());
    await eventually(() => expect(ben?.status().pending.edits).toBe(1));
    expect(ben?.row(other)?.fields['phone']).toBe('0123');
    expect(ben?.refused().map(({ rule }) => rule)).toEqual(['erased']);
    await eventually(async () => expect(await bytesOnDisk(databaseOf('ben'))).not.toContain(canary));
  });

  it('ERASE-10: a journal that something holds is tried again at each start', async () => {
    await (await benWasHere()).stop();
    const journal = await earlierJournal(databaseOf('ben'), 'client/c1');
    const letGo = held(journal);
    const cai = at().person('cai', `${at().prefix}shared/`);
    const first = await cai.start();
    await settled(first);
    await at().erase();
    // All else has gone.
    const lines = async () => (await bytesOnDisk(databaseOf('ben'))).split('\n');
    await eventually(async () =>
      expect((await lines()).filter((each) => each.includes(canary))).toHaveLength(1),
    );
    await first.stop();
    expect(await databases()).toContain(journal);
    letGo();
    await cai.start();
    await eventually(async () => expect(await databases()).not.toContain(journal));
  });
});
