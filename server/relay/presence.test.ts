import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { readAwareness, writeAwarenessEntries } from '../../shared/protocol/awareness-entries.ts';
import type { AwarenessEntry } from '../../shared/protocol/awareness-entries.ts';
import { queryAwareness, writeAwareness } from '../../shared/protocol/y-message.ts';
import type { Peer } from './testing/peer.ts';
import { scene } from './testing/scene.ts';

const t1 = 'ticket/t1';

const say = (peer: Peer, ...entries: AwarenessEntry[]): void =>
  peer.sendPayload(t1, writeAwareness(writeAwarenessEntries(entries)));

const seen = (peer: Peer): AwarenessEntry[] =>
  peer.opened(t1).awareness.flatMap((update) => {
    const read = readAwareness(update);
    return read.type === 'malformed' ? expect.unreachable() : read.entries;
  });

async function two() {
  const setting = await scene();
  const [ana, ben] = [setting.connect('ana'), setting.connect('ben')];
  await setting.settle();
  ana.open(t1);
  ben.open(t1);
  await setting.settle();
  const arrive = async (): Promise<void> => {
    await setting.settle();
    await setting.time.advance(100);
    await setting.settle();
  };
  return {
    ...setting,
    ana,
    ben,
    arrive,
    anaId: ana.opened(t1).doc.clientID,
    benId: ben.opened(t1).doc.clientID,
  };
}

describe('PRES-1: who is in the shop', () => {
  test('PRES-1: everybody on arrival, then changes, under the token’s name', async () => {
    const { connect, settle, time } = await scene();
    const ana = connect('ana');
    await settle();
    const ben = connect('ben');
    await settle();
    await time.advance(100);
    await settle();
    expect(ben.told('presence')[0]).toMatchObject({
      whole: true,
      here: [
        { user: 'ana', name: 'ANA', at: '', field: '', idle: false },
        { user: 'ben', name: 'BEN' },
      ],
    });
    expect(ana.told('presence').at(-1)).toMatchObject({
      whole: false,
      here: [{ user: 'ana' }, { user: 'ben' }],
    });
    ben.send({ type: 'here', at: t1, field: 'notes', idle: false });
    await time.advance(100);
    await settle();
    expect(ana.told('presence').at(-1)).toMatchObject({
      here: [{ user: 'ben', name: 'BEN', at: t1, field: 'notes' }],
      left: [],
    });
    const { session } = must(ben.told('welcome')[0], 'a welcome');
    ben.socket.cut();
    await time.advance(100);
    await settle();
    expect(ana.told('presence').at(-1)).toMatchObject({ here: [], left: [session] });
  });

  test('PRES-1: many moves within an interval are one message, and never one to another shop', async () => {
    const { connect, settle, time } = await scene();
    const ana = connect('ana');
    const spy = connect('spy:owner:other');
    await settle();
    await time.advance(100);
    await settle();
    const [before, spied] = [ana.told('presence').length, spy.told('presence').length];
    for (let i = 0; i < 50; i++) ana.send({ type: 'here', at: t1, field: `f${i}`, idle: false });
    await time.advance(100);
    await settle();
    expect(ana.told('presence').slice(before)).toEqual([
      expect.objectContaining({ here: [expect.objectContaining({ field: 'f49' })] }),
    ]);
    expect(spy.told('presence')).toHaveLength(spied);
  });

  test('PRES-1: a place that is none is said', async () => {
    const { connect, settle } = await scene();
    const ana = connect('ana');
    await settle();
    ana.send({ type: 'here', at: '../etc', field: '', idle: false });
    ana.send({ type: 'here', at: '', field: 'x'.repeat(5_000), idle: false });
    await settle();
    expect(ana.told('error')).toHaveLength(2);
    expect(ana.socket.closed).toBeUndefined();
  });
});

describe('PRES-2: who is in a record', () => {
  test('PRES-2: a state reaches the others with the name of the token, whatever it says', async () => {
    const { ana, ben, arrive, anaId } = await two();
    say(ana, {
      client: anaId,
      clock: 1,
      state: '{"user":{"id":"boss","name":"Boss","color":"red"},"field":"notes"}',
    });
    await arrive();
    expect(seen(ben).map(({ state }) => JSON.parse(state) as unknown)).toEqual([
      { user: { id: 'ana', name: 'ANA', color: 'red' }, field: 'notes' },
    ]);
  });

  // Fault 41.
  test('PRES-2: nobody tells about somebody else; who passes others’ entries on is not held to it', async () => {
    const { ana, ben, arrive, anaId, benId, connect, settle } = await two();
    say(ana, { client: anaId, clock: 1, state: '{"a":1}' });
    await arrive();
    say(ben, { client: benId, clock: 1, state: '{"b":1}' }, { client: anaId, clock: 2 ** 31, state: 'null' });
    say(ben, { client: anaId, clock: 2 ** 31, state: '{"spoofed":true}' });
    await arrive();
    say(ana, { client: anaId, clock: 2, state: '{"a":2}' });
    await arrive();
    const eva = connect('eva');
    await settle();
    eva.open(t1);
    await settle();
    expect(
      seen(eva).map(({ client, state }) => [client, JSON.parse(state).a, JSON.parse(state).spoofed]),
    ).toEqual([
      [anaId, 2, undefined],
      [benId, undefined, undefined],
    ]);
    expect(ben.opened(t1).closed).toBeUndefined();
  });

  test('PRES-2: an id that another user wrote with, or vouches for, is nobody else’s to show', async () => {
    const { ana, ben, arrive, anaId, connect, settle } = await two();
    const vouched = seen(ana).length;
    say(ben, { client: anaId, clock: 5, state: '{"evil":true}' });
    await arrive();
    expect(seen(ana)).toHaveLength(vouched);
    ana.opened(t1).doc.getText('text:notes').insert(0, 'A');
    await arrive();
    const anas = ana.opened(t1).doc;
    ana.socket.cut();
    await arrive();
    const before = seen(ben).length;
    say(ben, { client: anaId, clock: 2 ** 31 - 1, state: '{"evil":true}' });
    await arrive();
    const back = connect('ana');
    await settle();
    back.open(t1, anas);
    await settle();
    say(back, { client: anaId, clock: 5, state: '{"a":1}' });
    await arrive();
    expect(
      seen(ben)
        .slice(before)
        .map(({ client, state }) => [client, JSON.parse(state)?.a]),
    ).toEqual([[anaId, 1]]);
  });

  test('PRES-2: who had an id before at a far clock does not lock out who has it now', async () => {
    const { ana, ben, arrive, connect, settle } = await two();
    const eva = connect('eva');
    await settle();
    eva.open(t1, undefined, []);
    await settle();
    say(eva, { client: 4711, clock: 2 ** 31 - 1, state: '{"evil":true}' });
    await arrive();
    eva.socket.cut();
    await arrive();
    ben.close(t1);
    ben.open(t1, undefined, [4711]);
    await settle();
    say(ben, { client: 4711, clock: 3, state: '{"b":1}' });
    await arrive();
    const clocks = seen(ana)
      .filter(({ client }) => client === 4711)
      .map(({ clock }) => clock);
    expect(clocks).toHaveLength(3);
    expect(clocks).toEqual(clocks.toSorted((a, b) => a - b));
    expect(new Set(clocks).size).toBe(3);
    expect(Math.max(...clocks)).toBeLessThan(2 ** 30);
  });

  test('PRES-2: a flood is one state per interval, and a huge or hostile one is not passed on', async () => {
    const { ana, ben, arrive, anaId, benId } = await two();
    for (let clock = 1; clock <= 500; clock++) say(ana, { client: anaId, clock, state: `{"n":${clock}}` });
    await arrive();
    expect(seen(ben).length).toBeLessThanOrEqual(2);
    expect(JSON.parse(must(seen(ben).at(-1), 'a state').state)).toMatchObject({ n: 500 });
    const before = seen(ana).length;
    say(ben, { client: benId, clock: 1, state: JSON.stringify({ big: 'x'.repeat(10_000) }) });
    say(ben, ...Array.from({ length: 2_000 }, (_, i) => ({ client: i, clock: 1, state: '{}' })));
    await arrive();
    expect(seen(ana)).toHaveLength(before);
    expect(ben.opened(t1).closed).toBeUndefined();
    ben.sendPayload(t1, new Uint8Array([1, 3, 9, 9, 9]));
    await arrive();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.malformed);
  });

  test('PRES-2: who leaves is gone for the others, and who asks is told who is here', async () => {
    const { ana, ben, arrive, anaId } = await two();
    say(ana, { client: anaId, clock: 1, state: '{"a":1}' });
    await arrive();
    const before = seen(ben).length;
    ben.sendPayload(t1, queryAwareness);
    await arrive();
    expect(seen(ben)).toHaveLength(before + 1);
    ana.socket.cut();
    await arrive();
    expect(seen(ben).at(-1)).toMatchObject({ client: anaId, state: 'null' });
    const left = seen(ben).length;
    ben.sendPayload(t1, queryAwareness);
    await arrive();
    expect(seen(ben)).toHaveLength(left);
  });
});
