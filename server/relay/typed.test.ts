import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { ticket } from '../../shared/schema/ticket.ts';
import { noMeter, type Meter } from './meter.ts';
import { GatedStore } from './testing/gated-store.ts';
import { documentName, sceneWith, type SceneOptions } from './testing/scene.ts';

const t1 = 'ticket/t1';
const notes = 'text:notes';

async function anaAndBen(options: Partial<SceneOptions<GatedStore>> = {}) {
  const store = new GatedStore();
  const setting = await sceneWith({ ...options, store });
  const [ana, ben] = [setting.connect('ana'), setting.connect('ben')];
  await setting.settle();
  for (const peer of [ana, ben]) peer.open(t1);
  await setting.settle();
  const textOf = (peer: typeof ana) => peer.opened(t1).doc.getText(notes);
  /** The first letter names the text; those behind it name what is before them. */
  textOf(ana).insert(0, 'a');
  await setting.settle();
  const entries = async (): Promise<number> =>
    must(await store.load(documentName(t1)), 'a stored record').updates.length;
  return { ...setting, store, ana, ben, textOf, entries };
}

describe('ROOM-16: letters that one member types in a turn are taken together', () => {
  test('ROOM-16: they are one entry of the log and one update to the others, and each is acknowledged and counted', async () => {
    const counted = { entries: 0, updates: 0, joined: 0 };
    const meter: Meter = {
      ...noMeter,
      stored: () => counted.entries++,
      acknowledged: (updates) => (counted.updates += updates),
      joined: (updates) => (counted.joined += updates),
    };
    const { ana, ben, textOf, settle, entries } = await anaAndBen({ meter });
    const before = await entries();
    Object.assign(counted, { entries: 0, updates: 0, joined: 0 });
    const heard = ben.opened(t1).updates.length;
    for (const letter of 'bcdef') textOf(ana).insert(textOf(ana).length, letter);
    await settle();
    expect((await entries()) - before).toBe(1);
    expect(ben.opened(t1).updates.length - heard).toBe(1);
    expect(ana.opened(t1).acked).toBe(ana.opened(t1).sent);
    expect(counted).toEqual({ entries: 1, updates: 5, joined: 4 });
    expect(textOf(ben).toJSON()).toBe('abcdef');
  });

  test('ROOM-16: anything else that is said in the room comes after them', async () => {
    const { ana, ben, textOf, settle, stored } = await anaAndBen();
    const before = textOf(ana).length;
    textOf(ana).insert(before, 'b');
    textOf(ana).insert(before + 1, 'c');
    // Somebody else's letters, a deletion, a question: each finds what was typed.
    textOf(ben).insert(0, '>');
    textOf(ana).delete(0, 1);
    textOf(ana).insert(textOf(ana).length, 'd');
    ana.close(t1);
    await settle();
    expect((await stored(t1)).getText(notes).toJSON()).toBe('>bcd');
    expect(textOf(ben).toJSON()).toBe('>bcd');
  });

  test('ROOM-16: who leaves in the same turn has typed them all the same', async () => {
    const { ana, ben, textOf, settle } = await anaAndBen();
    for (const letter of 'bcd') textOf(ana).insert(textOf(ana).length, letter);
    ana.socket.cut();
    await settle();
    expect(textOf(ben).toJSON()).toBe('abcd');
  });

  test('ROOM-16: what is broken behind them closes its sender, and they stay', async () => {
    const { ana, ben, textOf, settle } = await anaAndBen();
    for (const letter of 'bcd') textOf(ana).insert(textOf(ana).length, letter);
    ana.sendPayload(t1, writeUpdate(new Uint8Array([1, 1, 255])));
    await settle();
    expect(ana.opened(t1).closed).toBeDefined();
    expect(textOf(ben).toJSON()).toBe('abcd');
  });

  test('ROOM-16: where a text may become too long, only what is too much is refused', async () => {
    const { ana, ben, textOf, settle } = await anaAndBen();
    const field = must(ticket.fields.get('notes'), 'a text');
    const most = field.policy === 'text' ? field.max : 0;
    textOf(ana).insert(1, 'x'.repeat(most - 3));
    await settle();
    for (const letter of 'bcd') textOf(ana).insert(textOf(ana).length, letter);
    await settle();
    expect(ana.told('refused').flatMap(({ edits }) => edits)).toEqual([
      { field: 'notes', rule: 'too-large' },
    ]);
    expect(textOf(ben).toJSON().slice(-2)).toBe('bc');
    expect(textOf(ana).toJSON()).toBe(textOf(ben).toJSON());
  });

  test('ROOM-16: values that replace each other are taken one by one', async () => {
    const { ana, textOf, settle, entries, entity } = await anaAndBen();
    const before = await entries();
    const record = entity(ana, t1, 'ana');
    record.set('type', 'lead');
    record.set('type', 'order');
    expect(textOf(ana).toJSON()).toBe('a');
    await settle();
    expect((await entries()) - before).toBe(2);
  });

  test('ROOM-16: a commit that fails takes all of them with it, and they are offered again', async () => {
    const { ana, store, textOf, connect, settle, stored } = await anaAndBen();
    store.failing.add('append');
    for (const letter of 'bcd') textOf(ana).insert(textOf(ana).length, letter);
    await settle();
    expect(ana.opened(t1)).toMatchObject({ acked: 2, closed: { reason: 'storeUnavailable' } });
    store.failing.delete('append');
    const again = connect('ana');
    await settle();
    again.open(t1, ana.opened(t1).doc);
    await settle();
    expect((await stored(t1)).getText(notes).toJSON()).toBe('abcd');
  });
});

test('ROOM-16: any typing leads to what it would lead to letter by letter', async () => {
  const { ana, ben, textOf, settle, stored } = await anaAndBen();
  for (let round = 0; round < 60; round++) {
    for (const peer of round % 3 === 0 ? [ben, ana] : [ana, ben]) {
      const text = textOf(peer);
      for (let i = 0; i <= round % 5; i++) text.insert((round * 7 + i * 3) % (text.length + 1), `${round}.`);
      if (round % 4 === 0) text.delete(0, 1);
    }
    if (round % 2 === 0) await settle();
  }
  await settle();
  const kept = Y.encodeStateAsUpdate(await stored(t1));
  expect(textOf(ana).toJSON()).toBe(textOf(ben).toJSON());
  for (const peer of [ana, ben]) {
    expect(peer.opened(t1).acked).toBe(peer.opened(t1).sent);
    expect(Y.encodeStateAsUpdate(peer.opened(t1).doc)).toEqual(kept);
  }
});
