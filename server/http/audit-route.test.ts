/** What comes of hostile and broken input: its sender is closed with a code, a line says so, and nobody else notices. */
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import type { Author } from '../../shared/lib/ids.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { demo, documentName } from '../relay/testing/scene.ts';
import { updateOf } from '../relay/testing/at-the-bench.ts';
import { FakeSocket } from '../relay/testing/fake-socket.ts';
import { shopApp } from './shop-app-scene.ts';

const d1 = 'device/d1';

const varUint = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
};

/** A GC struct of a huge length under somebody's client id, at a clock: hides all that they write from there on. */
function garbage(client: number, clock: number, length = 1_000_000): Uint8Array {
  return new Uint8Array([1, 1, ...varUint(client), ...varUint(clock), 0, ...varUint(length), 0]);
}

async function atWork() {
  const scene = await shopApp({ maxFrame: 4_096 });
  const { relay, connect, settle, tokenOf, time } = scene;
  await relay.write(documentName(d1), 'ana' as Author, (each) => each.set('brand', 'Nokia'));
  const [ana, ben] = [connect(tokenOf('ana')), connect(tokenOf('ben'))];
  await settle();
  ana.open(d1);
  ben.open(d1);
  await settle();
  ana.opened(d1).doc.getText('text:notes').insert(0, 'Mine.');
  await settle();
  const plain = new FakeSocket();
  const who = {
    shop: demo,
    user: 'ben' as Author,
    name: 'Ben',
    role: 'technician',
    expires: time.now() + 1e9,
  } as const;
  relay.acceptPlain(plain.asWebSocket, documentName(d1), who);
  await settle();
  const lines = async () => (await scene.get('ana', 'audit')).body['audit'] as readonly object[];
  /** Her edits come through still, and she was told nothing. */
  const expectUnharmed = async () => {
    const { doc, closed, sent } = ana.opened(d1);
    doc.getText('text:notes').insert(0, 'Still ');
    await settle();
    expect({ closed, acked: ana.opened(d1).acked }).toEqual({ closed: undefined, acked: sent + 1 });
    expect((await scene.stored(d1)).getText('text:notes').toJSON()).toBe('Still Mine.');
    expect(ana.socket.readyState).toBe(1);
  };
  return { ...scene, ana, ben, plain, lines, expectUnharmed };
}

type Scene = Awaited<ReturnType<typeof atWork>>;

const inputs: readonly {
  readonly what: string;
  readonly update: (scene: Scene) => Uint8Array;
  readonly code: number;
  readonly rule: string;
}[] = [
  {
    what: 'under another user’s client id',
    update: ({ ana }) => {
      const { clientID: client, store } = ana.opened(d1).doc;
      return garbage(client, Y.getState(store, client));
    },
    code: closeCodes.forbidden,
    rule: 'foreign-client',
  },
  {
    what: 'that cannot be read',
    update: () => new Uint8Array([1, 255, 255, 255]),
    code: closeCodes.malformed,
    rule: 'undecodable',
  },
  {
    what: 'beyond the last clock',
    update: () => garbage(77, 2 ** 31 - 10),
    code: closeCodes.malformed,
    rule: 'clock-jump',
  },
];

describe.each(inputs)('an update $what', ({ update, code, rule }) => {
  test.each(['app', 'plain'])(
    'AUDIT-1: through the door %s closes its sender with a code and a line',
    async (through) => {
      const scene = await atWork();
      const { ben, plain, settle, lines, time, expectUnharmed } = scene;
      const sent = update(scene);
      if (through === 'app') ben.sendPayload(d1, writeUpdate(sent));
      else plain.say(writeUpdate(sent));
      await settle();
      expect(through === 'app' ? ben.opened(d1).closed?.code : plain.closed?.code).toBe(code);
      const session = expect.any(String) as string;
      expect(await lines()).toEqual([
        { at: time.now(), user: 'ben', session, through, record: d1, rule, bytes: sent.length },
      ]);
      await expectUnharmed();
    },
  );
});

test('AUDIT-1: a jump of one’s own clock, too large a message, and vouching for another’s id', async () => {
  const { ben, connect, settle, lines, ana, tokenOf, expectUnharmed } = await atWork();
  const client = ben.opened(d1).doc.clientID;
  ben.opened(d1).answers = false;
  ben.sendPayload(d1, writeUpdate(garbage(client, 500)));
  for (let answer = 0; answer < 4; answer++) {
    await settle();
    if (ben.opened(d1).closed) break;
    ben.sendPayload(d1, new Uint8Array([0, 1, 2, 0, 0]));
  }
  await settle();
  expect(ben.opened(d1).closed?.code).toBe(closeCodes.overloaded);
  const second = connect(tokenOf('ben'));
  await settle();
  second.open(d1, new Y.Doc(), [ana.opened(d1).doc.clientID]);
  await settle();
  expect(second.opened(d1).closed?.code).toBe(closeCodes.forbidden);
  second.socket.say(new Uint8Array(5_000));
  await settle();
  expect(second.socket.closed?.code).toBe(closeCodes.tooLarge);
  const told = (await lines()) as readonly { rule: string; record: string; bytes: number; session: string }[];
  expect(told.map(({ rule, record, bytes }) => [rule, record, bytes > 0])).toEqual([
    ['too-large', '', true],
    ['foreign-client', d1, false],
    ['clock-jump', d1, true],
  ]);
  expect(told[0]?.session).toBe(told[1]?.session);
  expect(told[2]?.session).not.toBe(told[1]?.session);
  await expectUnharmed();
});

test('AUDIT-2: managers read it, in pages; nobody else does, and of no other shop', async () => {
  const { ben, connect, settle, get, tokenOf } = await atWork();
  ben.socket.say(new Uint8Array([9, 9, 9]), false);
  for (let round = 0; round < 3; round++) {
    const peer = connect(tokenOf('ben'));
    await settle();
    peer.socket.say(new Uint8Array([0]));
    await settle();
  }
  const first = await get('ana', 'audit?limit=3');
  expect(first.body['audit']).toHaveLength(3);
  const rest = await get('ana', `audit?limit=3&cursor=${String(first.body['next'])}`);
  expect(rest.body).toMatchObject({ audit: [{ user: 'ben', rule: 'undecodable' }], next: null });
  for (const user of ['ben', 'fay', 'vic']) expect((await get(user, 'audit')).status).toBe(403);
  expect((await get('zoe:owner:other', 'audit')).status).toBe(404);
  expect((await get('ana', 'audit?cursor=x')).status).toBe(400);
});

test('AUDIT-1: a store that fails keeps no line and stops nobody', async () => {
  const { ben, settle, store, logged, expectUnharmed } = await atWork();
  store.noteAudit = () => Promise.reject(new Error('disk full'));
  ben.sendPayload(d1, writeUpdate(updateOf(1, () => {}).subarray(1)));
  await settle();
  expect(ben.opened(d1).closed?.code).toBe(closeCodes.malformed);
  expect(logged).toContainEqual({ level: 'error', event: 'audit-not-kept' });
  await expectUnharmed();
});
