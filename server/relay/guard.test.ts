import * as Y from 'yjs';
import { describe, expect, test, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { createRelay } from './create-relay.ts';
import { LogQueue, type Outgoing } from './log-queue.ts';
import { GatedStore } from './testing/gated-store.ts';
import { Peer } from './testing/peer.ts';
import { demo, documentName, sceneWith } from './testing/scene.ts';
import { Turn } from './turn.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom } from '../../shared/lib/random.ts';

const t1 = 'ticket/t1';

const bug = (): never => {
  throw new Error('a bug');
};

describe('ROOM-15: what throws takes nobody else with it', () => {
  test('ROOM-15: a task at the end of a turn', () => {
    const run: (() => void)[] = [];
    const failed: unknown[] = [];
    const turn = new Turn(
      (each) => void run.push(each),
      (error) => void failed.push(error),
    );
    const done: string[] = [];
    turn.atEnd(() => {
      throw new Error('a bug');
    });
    turn.atEnd(() => void done.push('second'));
    must(run[0], 'a turn')();
    expect(done).toEqual(['second']);
    expect(failed).toHaveLength(1);
  });

  test('ROOM-15: who is told of a commit, and a row that cannot be made', async () => {
    const store = new MemoryStore();
    await store.createShop(demo, 'Demo');
    const failed: unknown[] = [];
    const fail = (error: unknown) => void failed.push(error);
    const turn = new Turn((run) => void setImmediate(run), fail);
    const done: string[] = [];
    const queue = new LogQueue(store, turn, () => void done.push('committed'), fail);
    const outgoing = (id: string, own: Partial<Outgoing> = {}): Outgoing => ({
      owner: {},
      entry: {
        name: documentName(`ticket/${id}`),
        update: Y.encodeStateAsUpdate(new Y.Doc()),
        author: 'ana' as never,
        at: 1,
        through: 'app',
        claims: [],
      },
      row: () => undefined,
      stored: () => void done.push(id),
      failed: () => void done.push(`${id} failed`),
      ...own,
    });
    queue.add(outgoing('a', { row: bug }));
    queue.add(outgoing('b', { stored: bug }));
    queue.add(outgoing('c'));
    await queue.idle();
    expect(done).toEqual(['a', 'c', 'committed']);
    expect(failed).toHaveLength(2);
  });

  test('ROOM-15: a record that cannot be read is missing in a list, and does not end it', async () => {
    const store = new MemoryStore();
    const { relay, time, settle, logged } = await sceneWith({ store });
    for (const id of ['a', 'b', 'c'])
      await relay.write(documentName(`ticket/${id}`), 'ana' as never, () => undefined);
    for (const id of ['a', 'b', 'c'])
      await relay.write(documentName(`ticket/${id}`), '@import' as never, (each) => each.set('subject', id));
    await time.advance(60_000);
    await settle();
    await store.append([
      {
        name: documentName('ticket/b'),
        update: new Uint8Array([255, 255, 255]),
        author: 'ana' as never,
        at: 1,
        through: 'app',
        claims: [],
      },
    ]);
    const { rows } = await relay.rows(demo, 'ticket' as never, { limit: 10 });
    expect(rows.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(logged).toContainEqual({ level: 'error', event: 'row-not-made' });
  });

  test('ROOM-15: a damaged record is not read again after each commit', async () => {
    const store = new GatedStore();
    const { connect, settle, entity, time } = await sceneWith({ store, limits: { compactTail: 5 } });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    for (const subject of ['one', 'two', 'three']) {
      entity(ana, t1, 'ana').set('subject', subject);
      await settle();
    }
    ana.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    store.lose(documentName(t1), 4);
    const eva = connect('eva');
    await settle();
    eva.open(t1);
    await settle();
    const before = store.calls.load;
    for (let i = 0; i < 20; i++) {
      entity(eva, t1, 'eva').set('status', i % 2 === 0 ? 'open' : 'pending');
      await settle();
    }
    expect(store.calls.load).toBe(before);
  });
});

describe('START-7: the log holds no content', () => {
  test('START-7: a refused update is one line, of names that the schema has', async () => {
    const store = new MemoryStore();
    await store.createShop(demo, 'Demo');
    const time = new ManualTime();
    const logged: unknown[][] = [];
    const relay = createRelay({
      store,
      verify: () =>
        Promise.resolve({
          shop: demo,
          user: 'vic' as never,
          name: 'VIC',
          role: 'view',
          expires: time.now() + 1_000_000,
        }),
      time,
      random: seededRandom(1),
      log: (...line) => void logged.push(line),
    });
    const vic = new Peer();
    relay.accept(vic.socket.asWebSocket);
    vic.hello('vic');
    await vi.waitFor(() => {
      vic.receive();
      expect(vic.told('welcome')).toHaveLength(1);
    });
    vic.open(t1);
    await vi.waitFor(() => {
      vic.receive();
      expect(vic.opened(t1).channel).toBeDefined();
    });
    const doc = new Y.Doc();
    const stamp = 'x';
    doc
      .getArray('registers')
      .push([
        ...Array.from({ length: 50 }, (_, i) => ['subject', `v${i}`, stamp, 'vic']),
        ['passcode_4711', 'x', stamp, 'vic'],
      ]);
    vic.sendPayload(t1, writeUpdate(Y.encodeStateAsUpdate(doc)));
    await vi.waitFor(() => {
      vic.receive();
      expect(vic.told('refused')).toHaveLength(1);
    });
    const lines = logged.filter(([, event]) => event === 'edit-refused');
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toContain('4711');
    expect(lines[0]?.[2]).toMatchObject({ user: 'vic', id: 't1' });
  });
});
