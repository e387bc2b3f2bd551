/** Rights to read that a user loses or gains while a device has a copy of the shop. */
import 'fake-indexeddb/auto';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEntity } from '../../shared/document/open-entity.ts';
import { must } from '../../shared/lib/assert.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { type Device, named, opened, Scene, sharedByJournaledTabs } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import { settled } from './testing/settled.ts';
import type { Replica } from './types.ts';

const canary = 'canary-3c81';
const name = named('pay', 'p1');
let relay: ScriptedRelay;
let scene: Scene;
let count = 0;
let prefix: string;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
  prefix = `withheld-${count++}/`;
  write('pay', 'p1', `Earns ${canary}`);
  write('ticket', 't1', 'A ticket');
});
afterEach(() => scene.end());

/** Somebody else writes at the relay. */
function write(kindName: 'pay' | 'ticket', id: string, words: string): void {
  const entity = openEntity({
    doc: relay.room(`${kindName}/${id}`).doc,
    kind: must(kindNamed(kindName), 'a declared kind'),
    author: 'olu',
    clock: new StampClock(systemTime),
    random: seededRandom(count),
  });
  entity.set(kindName === 'pay' ? 'note' : 'subject', words);
}

const alone = { journal: true, device: '', indexedDB, IDBKeyRange };

/** A device with journals; what is started on it together are tabs. */
const device = (): Device => scene.device(relay, sharedByJournaledTabs(prefix));

const shown = (replica: Replica): unknown[] =>
  ['pay', 'ticket'].flatMap((kind) =>
    replica.rows({ kind, limit: 9 }).rows.map(({ fields }) => fields['note'] ?? fields['subject']),
  );

/** The next connection is one with other rights. */
async function rightsBecome(replica: Replica, ...withheld: readonly string[]): Promise<void> {
  relay.withheld = withheld;
  relay.cut();
  const before = relay.said('hello');
  await setImmediate();
  replica.syncNow().catch(() => undefined);
  await vi.waitFor(() => expect(relay.said('hello')).toBeGreaterThan(before));
}

/** Every byte that this device's databases hold. */
async function bytesOnDisk(): Promise<string> {
  const texts: string[] = [];
  for (const { name: of = '' } of await indexedDB.databases()) {
    if (!of.startsWith(prefix)) continue;
    const opening = indexedDB.open(of);
    const db = await new Promise<IDBDatabase>((resolve) => {
      opening.addEventListener('success', () => resolve(opening.result));
    });
    for (const store of db.objectStoreNames) {
      const reading = db.transaction(store).objectStore(store).getAll();
      const lines = await new Promise<readonly unknown[]>((resolve) => {
        reading.addEventListener('success', () => resolve(reading.result));
      });
      texts.push(of, JSON.stringify(lines, plainly));
    }
    db.close();
  }
  return texts.join('\n');
}

const plainly = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;

describe('a right to read that is lost', () => {
  it('READ-5: lists, rows, records and journals of the kind go from the device, byte for byte, and nothing else', async () => {
    const replica = await device().start();
    await settled(replica);
    const record = await opened(replica, name);
    await vi.waitFor(async () => expect(await bytesOnDisk()).toContain('journal/pay/p1'));
    expect(await bytesOnDisk()).toContain(canary);
    expect(shown(replica)).toEqual([`Earns ${canary}`, 'A ticket']);

    await rightsBecome(replica, 'pay');
    await vi.waitFor(() => expect(shown(replica)).toEqual(['A ticket']), 20_000);
    write('ticket', 't1', 'Moved');
    write('pay', 'p1', `Earns more ${canary}`);
    await vi.waitFor(() => expect(shown(replica)).toEqual(['Moved']), 20_000);
    // The page that showed it closes it; what it had on its screen is not folded.
    record.close();
    await vi.waitFor(async () => expect(await bytesOnDisk()).not.toContain(canary), 20_000);
    await vi.waitFor(async () => expect(await bytesOnDisk()).not.toContain('pay/p1'), 20_000);
    expect(await bytesOnDisk()).toContain('ticket/t1');
    expect(replica.status().state).toBe('completed');
    await replica.stop();

    // Without a network it is not there either.
    relay.reachable = false;
    const again = await device().start();
    await vi.waitFor(() => expect(shown(again)).toEqual(['Moved']), 20_000);
  });

  it('READ-5: unsent edits stay and are told as held back, without the record that they were made in', async () => {
    const replica = await device().start();
    await settled(replica);
    relay.reachable = false;
    relay.cut();
    const record = await opened(replica, name);
    record.entity.set('rate', 1_234);
    record.close();
    relay.reachable = true;
    await rightsBecome(replica, 'pay');
    await vi.waitFor(
      () => expect(replica.recordSync(name)).toEqual({ step: 'device', edits: 1, heldBack: 4404 }),
      8_000,
    );
    expect(shown(replica)).toEqual(['A ticket']);
    await vi.waitFor(async () => expect(await bytesOnDisk()).not.toContain(canary));

    await rightsBecome(replica);
    await vi.waitFor(() => expect(replica.status().pending.edits).toBe(0), 20_000);
    await settled(replica);
    expect(replica.row(name)?.fields).toMatchObject({ rate: 1_234, note: `Earns ${canary}` });
  });

  it('READ-5: the journal of a crash is not folded when the right is gone', async () => {
    const crashed = await scene.device(relay, { ...alone, device: prefix }).start();
    await settled(crashed);
    await opened(crashed, name);
    await vi.waitFor(async () => expect(await bytesOnDisk()).toContain('journal/pay/p1'));
    relay.withheld = ['pay'];
    const replica = await device().start();
    await settled(replica);
    await crashed.stop();
    await vi.waitFor(async () => expect(await bytesOnDisk()).not.toContain(canary));
    expect(shown(replica)).toEqual(['A ticket']);
  });
});

describe('a right to read that is gained', () => {
  it('READ-6: what was withheld comes, however far the cursor was, and what moved meanwhile', async () => {
    relay.withheld = ['pay'];
    const replica = await device().start();
    await settled(replica);
    expect(shown(replica)).toEqual(['A ticket']);
    write('pay', 'p1', 'Earns more');
    write('ticket', 't1', 'Moved');
    await vi.waitFor(() => expect(shown(replica)).toEqual(['Moved']), 20_000);
    await settled(replica);
    await rightsBecome(replica);
    await vi.waitFor(() => expect(shown(replica)).toEqual(['Earns more', 'Moved']), 20_000);
    await settled(replica);
    await replica.stop();

    const again = await device().start();
    await settled(again);
    expect(shown(again)).toEqual(['Earns more', 'Moved']);
    // It has everything now, and asks from where it is.
    const hello = relay.seen.findLast(({ message }) => message.type === 'hello')?.message;
    expect(hello).toMatchObject({ follow: { epoch: relay.epoch } });
    expect(hello?.type === 'hello' && hello.follow?.cursor).toBeGreaterThan(0);
  });

  it('READ-6: in small pages, and interrupted, it comes all the same', async () => {
    for (let i = 0; i < 6; i++) {
      write('pay', `q${i}`, `Pay ${i}`);
      write('ticket', `u${i}`, `Ticket ${i}`);
    }
    relay.withheld = ['pay'];
    relay.itemsPerPage = 2;
    const first = await device().start();
    await settled(first);
    await rightsBecome(first);
    await vi.waitFor(() => expect(shown(first).length).toBeGreaterThan(8), 20_000);
    await first.stop();
    const again = await device().start();
    await settled(again);
    // What the first one stored is read beside that.
    await vi.waitFor(() => expect(shown(again)).toHaveLength(14), 20_000);
  });

  it('READ-5, READ-6: every tab lets go, and shows again', async () => {
    const shared = device();
    const [leading, other] = [await shared.start(), await shared.start()];
    await settled(leading);
    await vi.waitFor(() => expect(shown(other)).toHaveLength(2), 20_000);
    await rightsBecome(leading, 'pay');
    other.syncNow().catch(() => undefined);
    for (const tab of [leading, other])
      await vi.waitFor(() => expect(shown(tab)).toEqual(['A ticket']), 20_000);
    relay.withheld = [];
    // The leading tab alone learns of it, the one whose hello asked to follow; the other has its old connection still.
    const follows = relay.seen.findLast(({ message }) => message.type === 'hello' && message.follow);
    const link = [...relay.links].find(({ session }) => session === follows?.session);
    must(link, 'its connection').end(1006);
    await setImmediate();
    leading.syncNow().catch(() => undefined);
    await vi.waitFor(() => expect(shown(leading)).toHaveLength(2), 20_000);
    expect(shown(other)).toEqual(['A ticket']);
    relay.cut();
    await setImmediate();
    other.syncNow().catch(() => undefined);
    await vi.waitFor(() => expect(shown(other)).toHaveLength(2), 20_000);
  });
});
