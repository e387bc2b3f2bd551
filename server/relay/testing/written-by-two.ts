/** A record that two people wrote and of which nobody is connected any more, for a test to damage. */
import { expect } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import { documentName, sceneWith } from './scene.ts';

export const t1 = 'ticket/t1';
export const name = documentName(t1);

/** A record that Ana and Ben wrote, with a snapshot and entries after it; what each of them holds; nobody connected. */
export async function writtenByTwo({
  snapshot,
  store = new MemoryStore(),
}: {
  snapshot: boolean;
  store?: MemoryStore;
}) {
  const setting = await sceneWith({ store, limits: { compactQuiet: snapshot ? 1 : 1_000 } });
  const { connect, settle, entity, time, relay } = setting;
  const [ana, ben] = [connect('ana'), connect('ben')];
  await settle();
  const anas = ana.open(t1).doc;
  const bens = ben.open(t1).doc;
  await settle();
  for (const subject of ['one', 'two', 'three']) {
    entity(ana, t1, 'ana').set('subject', subject);
    await settle();
    entity(ben, t1, 'ben').text('notes').insert(0, `${subject} `);
    await settle();
  }
  ana.socket.cut();
  ben.socket.cut();
  await settle();
  await time.advance(60_000);
  await settle();
  expect(relay.stats().rooms).toBe(0);
  setting.logged.length = 0;
  return { ...setting, store, anas, bens };
}

export const expectHealthy = async (store: MemoryStore): Promise<void> => {
  expect(must(await store.load(name), 'a record').damage).toEqual([]);
};
