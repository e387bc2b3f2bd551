/**
 * Somebody else was first to write with a client id of this device's: what was made under it here is made again under another
 * one, by itself, once (docs/decisions/0014-edits-under-a-taken-id.md).
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Line } from '../../client/replica/testing/line.ts';
import { named, opened, Scene } from '../../client/replica/testing/scene.ts';
import type { SocketClass } from '../../client/replica/options.ts';
import type { OpenRecord, Replica } from '../../client/replica/types.ts';
import { relayScene, type RelayScene } from './relay-scene.ts';

const name = named('ticket', 't1');
const patient = { timeout: 15_000 };
let relay: RelayScene;
let scene: Scene;
let devices = 0;
beforeEach(async () => {
  relay = await relayScene();
  scene = new Scene();
});
afterEach(async () => {
  await scene.end();
  await relay.close();
});

const deviceOf = (user: string, line = new Line(relay.WebSocket), more = {}) =>
  scene.device(line, { url: relay.url, user: { id: user }, getToken: () => Promise.resolve(user), ...more });

const live = (record: OpenRecord): Promise<void> => vi.waitFor(() => expect(record.live).toBe(true), patient);

const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(
    () => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }),
    patient,
  );

/** Eve is first to write with these ids, as a modified client does. */
async function eveTakes(...ids: readonly number[]): Promise<OpenRecord> {
  const eve = await opened(await deviceOf('eve').start(), name);
  await live(eve);
  const own = eve.doc.clientID;
  for (const id of ids) {
    eve.doc.clientID = id;
    eve.entity.text('notes').insert(0, 'eve ');
  }
  eve.doc.clientID = own;
  await vi.waitFor(async () => {
    const row = await relay.relay.row({ shop: 'demo' as never, ...name });
    expect(row?.fields['notes']).toBe('eve '.repeat(ids.length) + before);
  }, patient);
  return eve;
}

const before = 'before ';

/** Ana at work: the record is on her device, and she has no network. */
async function anaOffline(more = {}, WebSocket: SocketClass = relay.WebSocket) {
  const line = new Line(WebSocket);
  const device = deviceOf('ana', line, more);
  const ana = await device.start();
  const record = await opened(ana, name);
  await live(record);
  record.entity.text('notes').insert(0, before);
  record.entity.set('subject', 'Before');
  await settled(ana);
  record.close();
  await ana.stop();
  line.cut();
  return { line, device };
}

function write(record: OpenRecord, word: string): void {
  const notes = record.entity.text('notes');
  notes.insert(notes.length, `${word} `);
  record.entity.set('subject', word);
  record.entity.append('messages', { channel: 'note', body: word });
}

/** Everything is there once, on both sides, and nobody was asked. */
async function whole(ana: Replica, eve: OpenRecord, notes: string, words: readonly string[]): Promise<void> {
  await settled(ana);
  const mine = await opened(ana, name);
  await live(mine);
  for (const { entity } of [mine, eve]) {
    await vi.waitFor(() => {
      expect(entity.text('notes').toJSON()).toBe(notes);
      expect(entity.ledger('messages').map(({ parts }) => parts['body'])).toEqual(words);
      expect(entity.get('subject')).toBe(words.at(-1));
      expect(entity.reviews()).toEqual([]);
    }, patient);
  }
  expect(ana.refused()).toEqual([]);
  expect(await ana.discarded()).toEqual([]);
  expect(ana.row(name)?.fields['subject']).toBe(words.at(-1));
  mine.close();
}

it.each(['open', 'closed'])(
  'PEND-11: edits under a taken id are made again under a fresh one, of a record that is %s',
  async (how) => {
    const { line, device } = await anaOffline();
    const ana = await device.start();
    const record = await opened(ana, name);
    const { clientID } = record.doc;
    write(record, 'one');
    // She takes one of her own letters out again, and one that others have: deletions go along.
    record.entity.text('notes').delete(0, 1);
    record.entity.text('notes').delete(record.entity.text('notes').length - 2, 1);
    write(record, 'two');
    await vi.waitFor(() => expect(ana.status().pending.unsaved).toBe(0), patient);
    if (how === 'closed') {
      record.close();
      await ana.stop();
    }
    const eve = await eveTakes(clientID);
    line.mend();
    const again = how === 'closed' ? await device.start() : ana;
    await vi.waitFor(() => again.syncNow(), patient);
    await whole(again, eve, 'eve efore on two ', ['one', 'two']);
    if (how === 'open') {
      expect(record.doc.clientID).not.toBe(clientID);
      write(record, 'three');
      await settled(again);
      await vi.waitFor(() => expect(eve.entity.get('subject')).toBe('three'), patient);
    }
    await again.stop();
    const last = await device.start();
    await settled(last);
    expect((await opened(last, name)).entity.ledger('messages')).toHaveLength(how === 'open' ? 3 : 2);
  },
);

it('PEND-11: edits of several sessions that build on each other, of which the first and the last id are taken', async () => {
  const { line, device } = await anaOffline();
  const ids: number[] = [];
  for (const word of ['one', 'two', 'three']) {
    const ana = await device.start();
    const record = await opened(ana, name);
    ids.push(record.doc.clientID);
    write(record, word);
    // In the middle of what the session before wrote.
    record.entity.text('notes').insert(before.length + 1, '-');
    await vi.waitFor(() => expect(ana.status().pending.unsaved).toBe(0), patient);
    record.close();
    await ana.stop();
  }
  const eve = await eveTakes(ids[0] ?? 0, ids[2] ?? 0);
  line.mend();
  const ana = await device.start();
  await vi.waitFor(() => ana.syncNow(), patient);
  await whole(ana, eve, 'eve eve before o---ne two three ', ['one', 'two', 'three']);
});

it('PEND-11: two tabs that hear of it make the edits again once', async () => {
  const tabs = { locks: navigator.locks, BroadcastChannel, device: `taken-${process.pid}-${devices++}/` };
  const { line, device } = await anaOffline(tabs);
  const [ana, other] = [await device.start(), await device.start()];
  const [mine, theirs] = [await opened(ana, name), await opened(other, name)];
  const { clientID } = mine.doc;
  write(mine, 'one');
  await vi.waitFor(() => expect(other.status().pending).toMatchObject({ edits: 3, unsaved: 0 }), patient);
  await vi.waitFor(() => expect(theirs.entity.ledger('messages')).toHaveLength(1), patient);
  const eve = await eveTakes(clientID);
  line.mend();
  await vi.waitFor(() => ana.syncNow(), patient);
  await vi.waitFor(() => other.syncNow(), patient);
  await whole(ana, eve, 'eve before one ', ['one']);
  await whole(other, eve, 'eve before one ', ['one']);
});

/** A line on which one speaks and is not heard, as in the moment before it turns out to be dead. */
function muted(Inner: SocketClass): { readonly WebSocket: SocketClass; mute: boolean } {
  const line = {
    mute: false,
    WebSocket: function (url: string) {
      const inner = new Inner(url);
      const send = inner.send.bind(inner);
      inner.send = (bytes) => void (line.mute || send(bytes));
      return inner;
    } as unknown as SocketClass,
  };
  return line;
}

it('PEND-11: what was taken back is made again with what stayed, and can be put back', async () => {
  const quiet = muted(relay.WebSocket);
  const { line, device } = await anaOffline({}, quiet.WebSocket);
  line.mend();
  const ana = await device.start();
  const record = await opened(ana, name);
  await live(record);
  // The first leaves the device and never arrives, the second stays here, and only that can be taken back.
  quiet.mute = true;
  const { clientID } = record.doc;
  write(record, 'one');
  await vi.waitFor(() => expect(ana.status().pending.unsaved).toBe(0), patient);
  line.cut();
  quiet.mute = false;
  await vi.waitFor(() => expect(ana.status().state).toBe('offline'), patient);
  write(record, 'two');
  await vi.waitFor(() => expect(ana.status().pending.unsaved).toBe(0), patient);
  const { takenBack, sent } = await ana.cancel(name);
  expect([takenBack, sent]).toEqual([3, 3]);
  const eve = await eveTakes(clientID);
  line.mend();
  await vi.waitFor(() => ana.syncNow(), patient);
  await settled(ana);
  const [{ id } = { id: '' }] = await ana.discarded();
  await ana.restoreDiscarded(id);
  await vi.waitFor(() => ana.syncNow(), patient);
  await whole(ana, eve, 'eve before one two ', ['one', 'two']);
});

it('PEND-11: an id that is taken before anything was written with it is given up', async () => {
  const { line, device } = await anaOffline();
  const ana = await device.start();
  const record = await opened(ana, name);
  const { clientID } = record.doc;
  const eve = await eveTakes(clientID);
  line.mend();
  await vi.waitFor(() => ana.syncNow(), patient);
  await live(record);
  expect(record.doc.clientID).not.toBe(clientID);
  write(record, 'one');
  await whole(ana, eve, 'eve before one ', ['one']);
});

it('PEND-11, EXPORT-3: a file of edits whose id is somebody else’s by then is taken in, and each edit is there once', async () => {
  const { line, device } = await anaOffline();
  const ana = await device.start();
  const record = await opened(ana, name);
  const { clientID } = record.doc;
  write(record, 'one');
  record.entity.text('notes').delete(0, 1);
  write(record, 'two');
  await vi.waitFor(() => expect(ana.status().pending.unsaved).toBe(0), patient);
  const file = await ana.unsentFile();
  record.close();
  const { edits } = ana.status().pending;
  const eve = await eveTakes(clientID);

  // A second device of hers that has all that Eve wrote, and one that had not heard of it.
  const second = await deviceOf('ana').start();
  await settled(second);
  const away = new Line(relay.WebSocket);
  const third = await deviceOf('ana', away).start();
  expect(await second.takeInUnsent(file)).toMatchObject({ edits, known: 0 });
  expect(await second.takeInUnsent(file)).toMatchObject({ edits: 0, known: edits });
  await whole(second, eve, 'eve efore one two ', ['one', 'two']);
  expect(await third.takeInUnsent(file)).toMatchObject({ erased: 0 });
  await vi.waitFor(() => third.syncNow(), patient);
  await whole(third, eve, 'eve efore one two ', ['one', 'two']);

  // The one that made them makes them again, as the same edits, and knows them when they come back.
  line.mend();
  await vi.waitFor(() => ana.syncNow(), patient);
  await whole(ana, eve, 'eve efore one two ', ['one', 'two']);
  for (const replica of [ana, second, third]) {
    expect(await replica.takeInUnsent(file)).toMatchObject({ edits: 0, known: edits });
    expect(replica.status().pending.edits).toBe(0);
  }
});
