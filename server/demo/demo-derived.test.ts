import { expect, test } from 'vitest';
import { deriveScene } from '../derive/derive-scene.ts';
import { demo } from '../relay/testing/scene.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { demoShop } from './demo-shop.ts';

test('START-3: what is derived stands in the demo as the relay derives it, so that nothing is added to it', async () => {
  const { relay, time, derived, head, fields, end } = await deriveScene(new MemoryStore());
  const records = demoShop(time.now());
  for (const { name, steps } of records) {
    for (const { author, write } of steps)
      await relay.write({ shop: demo, ...name }, author, write, { role: 'owner' });
  }
  const made = await head();
  await derived();
  expect(await head()).toBe(made);
  const clients = records.filter(({ name }) => name.kind === 'client');
  const totals = await Promise.all(clients.map(({ name }) => fields(`client/${name.id}`)));
  expect(totals.filter(({ totalSpent }) => Number(totalSpent) > 0).length).toBeGreaterThan(20);
  await end();
});
