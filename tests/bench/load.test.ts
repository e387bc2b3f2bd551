/** What a load sends is what the app would, and what does not arrive as it was sent is seen. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { contentOf, isWhole } from '../../bench/fan-out/content-of.ts';
import { allReady, crowdOf } from '../../bench/fan-out/crowd.ts';
import { forkLoad } from '../../bench/fan-out/fork-load.ts';
import { deletedIn, isDeleted } from '../../bench/fan-out/deleted.ts';
import { FieldSetter } from '../../bench/fan-out/field-setter.ts';
import { PaperTypist } from '../../bench/fan-out/paper-typist.ts';
import { roomNames, sourceOf } from '../../bench/fan-out/sources.ts';
import { loadNames, type LoadName } from '../../bench/fan-out/source.ts';
import { Tape } from '../../bench/fan-out/tape.ts';
import { openEntity } from '../../shared/document/open-entity.ts';
import { randomInt, seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { scanUpdate } from '../../shared/protocol/scan-update.ts';
import { device } from '../../shared/schema/device.ts';

const time = { now: () => 1_700_000_000_000 } as ConstructorParameters<typeof StampClock>[0];

test('BENCH-7: a field that the load sets is byte for byte what openEntity makes of it', () => {
  const [client, author, field] = [4_711, 'ana', 'brand'];
  const random = seededRandom(3);
  const setter = new FieldSetter({ client, field, author, clock: new StampClock(time), random });
  const doc = new Y.Doc();
  doc.clientID = client;
  const same = seededRandom(3);
  const entity = openEntity({ doc, kind: device, author, clock: new StampClock(time), random: same });
  for (let i = 0; i < 20; i++) {
    let made = new Uint8Array();
    doc.once('update', (update: Uint8Array) => (made = new Uint8Array(update)));
    entity.set(field, `value ${randomInt(same, 1, 1_000)}`);
    expect(setter.next()).toEqual(made);
  }
  expect(contentOf(doc, client)).toBe(setter.left);
});

test('BENCH-7: who writes a paper takes back about a fifth, each letter and each deletion alone', () => {
  const typist = new PaperTypist(5, 'text:notes', seededRandom(11));
  let deletions = 0;
  for (let i = 0; i < 20_000; i++) {
    const scan = scanUpdate(typist.next());
    if (scan.type === 'malformed') throw new Error(scan.reason);
    expect(scan.structs + scan.deletes).toBe(1);
    deletions += scan.deletes;
  }
  expect(deletions / 20_000).toBeGreaterThan(0.16);
  expect(deletions / 20_000).toBeLessThan(0.23);
});

test.each(loadNames)('BENCH-7: what is left of %s is what a document has of it', (load) => {
  const random = seededRandom(7);
  const sources = [0, 1, 2].map((place) => sourceOf(load, place, random));
  const doc = new Y.Doc();
  for (let i = 0; i < 900; i++) {
    const source = sources[i % 3];
    if (!source) continue;
    const before = source.clock;
    const update = source.next();
    Y.applyUpdate(doc, update);
    const scan = scanUpdate(update);
    if (scan.type === 'malformed') throw new Error(scan.reason);
    if (source.onlyDeletes === undefined)
      expect(scan.clients).toMatchObject([{ from: before, to: source.clock }]);
    else expect(isDeleted(deletedIn(update, scan.deletesAt), source.client, source.onlyDeletes)).toBe(true);
  }
  expect(doc.store.pendingStructs).toBeNull();
  for (const source of sources) expect(contentOf(doc, source.client)).toBe(source.left);
  expect(roomNames(load, 2)).toHaveLength(2);
});

test('BENCH-7: a tape gives back what it was given, in that order, also what is larger than its parts', () => {
  const random = seededRandom(1);
  const given = Array.from({ length: 300 }, (_, i) =>
    new Uint8Array(i === 150 ? 2 ** 21 : randomInt(random, 1, 20_000)).fill(i % 251),
  );
  const tape = new Tape();
  for (const update of given) tape.add(update);
  const back = Array.from(tape);
  expect(back.map(({ length }) => length)).toEqual(given.map(({ length }) => length));
  expect(back.every((update, i) => update[0] === i % 251)).toBe(true);
});

/** Forwards each message so often, and sends `count` of them by one writer to one reader. */
async function forwarded(load: LoadName, count: number, times: (message: number) => number) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  let messages = 0;
  server.on('connection', (socket) =>
    socket.on('message', (bytes) => {
      const often = times(messages++);
      for (const other of server.clients)
        if (other !== socket) for (let i = 0; i < often; i++) other.send(bytes);
    }),
  );
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const plan = { load, dialect: 'forward', url, token: '', names: ['ticket/a'] } as const;
  const crowd = crowdOf({ ...plan, clientsPerRoom: 2, writersPerRoom: 1 });
  const [writer, reader] = crowd.clients;
  if (!writer || !reader) throw new Error('there are two');
  try {
    reader.tape = new Tape();
    await allReady(crowd);
    for (let i = 0; i < count; i++) writer.send();
    await expect.poll(() => reader.missing).toBe(0);
    const { repeats, gaps } = crowd.tally;
    return { repeats, gaps, isWhole: isWhole(reader) };
  } finally {
    for (const client of crowd.clients) client.end();
    server.close();
  }
}

test.each(loadNames)(
  'BENCH-7: of %s, what comes twice and what never comes is counted, and what is missing is not taken for all',
  async (load) => {
    expect(await forwarded(load, 400, () => 1)).toEqual({ repeats: 0, gaps: 0, isWhole: true });
    expect(await forwarded(load, 400, (at) => (at === 2 ? 2 : 1))).toMatchObject({
      repeats: 1,
      isWhole: true,
    });
    expect(await forwarded(load, 400, (at) => (at === 396 ? 0 : 1))).toMatchObject({
      gaps: 1,
      isWhole: false,
    });
  },
);

test('BENCH-7: a deletion that never comes is counted', async () => {
  const typist = sourceOf('paper', 0, seededRandom(11));
  let first = 0;
  for (typist.next(); typist.onlyDeletes === undefined; typist.next()) first++;
  const told = await forwarded('paper', first + 300, (at) => (at === first + 1 ? 0 : 1));
  expect(told).toMatchObject({ gaps: 1, isWhole: false });
});

test('BENCH-1: what a load answers in another process arrives whole, however long it is', async () => {
  await using stack = new AsyncDisposableStack();
  const file = path.join(import.meta.dirname, 'long-answer.ts');
  const letters = 4_000_000;
  const { answer } = await forkLoad<{ answer: string }>(file, { letters }, () => undefined, stack);
  expect(answer.length).toBe(letters);
});
