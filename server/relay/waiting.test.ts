import * as Y from 'yjs';
import { expect, test, vi } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import type * as admitting from '../../shared/document/admit.ts';
import { gapNeeds, isMet, pendingNeeds } from './needs.ts';
import { scene } from './testing/scene.ts';

const t1 = 'ticket/t1';
type Admitting = typeof admitting;
const tried = vi.hoisted(() => ({ count: 0 }));

vi.mock('../../shared/document/admit.ts', async (importOriginal) => {
  const { admit, openRoots } = await importOriginal<Admitting>();
  const counted: typeof admit = (...given) => {
    tried.count++;
    return admit(...given);
  };
  return { admit: counted, openRoots };
});

/** An update that deletes one thing. */
function deletionOf(client: number, clock: number): Uint8Array {
  const bytes = [0, 1];
  for (const value of [client, 1, clock, 1]) {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  }
  return new Uint8Array(bytes);
}

test('ROOM-5: what waits is tried again when what it needs has come, not whenever something moves', async () => {
  const { connect, settle } = await scene();
  const [ana, ben] = [connect('ana'), connect('ben')];
  await settle();
  const { doc } = ana.open(t1);
  ben.open(t1);
  await settle();
  // Of ids that nobody has, and of letters that Ana has not typed.
  for (let i = 0; i < 256; i++) {
    ben.sendPayload(t1, writeUpdate(i % 2 === 0 ? deletionOf(1 + i, 0) : deletionOf(doc.clientID, 20)));
  }
  await settle();
  expect(ben.opened(t1).closed).toBeUndefined();
  tried.count = 0;
  const text = doc.getText('text:notes');
  for (let i = 0; i < 10; i++) {
    text.insert(i, 'x');
    await settle();
  }
  expect(tried.count).toBe(10);
  text.insert(10, 'x'.repeat(20));
  await settle();
  expect(tried.count).toBe(11 + 128);
  expect(text.length).toBe(29);
  expect(ben.opened(t1).closed).toBeUndefined();
});

test('ROOM-5: more than a few hundred messages that wait are too many', async () => {
  const { connect, settle } = await scene();
  const ben = connect('ben');
  await settle();
  ben.open(t1);
  await settle();
  for (let i = 0; i < 300 && !ben.opened(t1).closed; i++) {
    ben.sendPayload(t1, writeUpdate(deletionOf(1 + i, 0)));
    ben.receive();
  }
  await settle();
  expect(ben.opened(t1).closed?.code).toBe(closeCodes.overloaded);
});

test('ROOM-5: what an update needs is told by its ranges and by what Yjs could not integrate', () => {
  const range = { client: 1, begin: 0, end: 0, structsAt: 0 };
  expect(gapNeeds([{ ...range, from: 9, to: 12, gap: false }], () => 5)).toEqual([{ client: 1, clock: 8 }]);
  expect(gapNeeds([{ ...range, from: 3, to: 5, gap: true }], () => 5)).toEqual([]);
  const [author, other, reader] = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
  author.getText('t').insert(0, 'abc');
  Y.applyUpdate(other, Y.encodeStateAsUpdate(author));
  const before = Y.encodeStateVector(other);
  other.getText('t').insert(3, 'd');
  other.getText('t').delete(0, 2);
  Y.applyUpdate(reader, Y.encodeStateAsUpdate(other, before));
  const needs = pendingNeeds(reader.store);
  expect(needs).toEqual([
    { client: author.clientID, clock: 2 },
    { client: author.clientID, clock: 1 },
  ]);
  expect(isMet(needs, () => 1)).toBe(false);
  expect(isMet(needs, () => 3)).toBe(true);
});
