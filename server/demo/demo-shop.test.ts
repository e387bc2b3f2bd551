import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { ShopId } from '../../shared/lib/ids.ts';
import { recordsScene } from '../import/records-scene.ts';
import type { User } from '../store/store.ts';
import { demoShop } from './demo-shop.ts';
import { demoComplete, makeDemoShop } from './make-demo-shop.ts';

const now = Date.UTC(2026, 5, 15, 12);

test('START-3: the demo is a few hundred records of all kinds, the same in every run', () => {
  const records = demoShop(now);
  const counts = new Map<string, number>();
  for (const { name } of records) counts.set(name.kind, (counts.get(name.kind) ?? 0) + 1);
  expect(counts.get('client')).toBe(60);
  expect(counts.get('order')).toBe(110);
  expect(counts.get('device')).toBeGreaterThan(140);
  expect(counts.get('device')).toBeLessThan(200);
  expect(counts.get('ticket')).toBeGreaterThan(100);
  expect(demoShop(now + 86_400_000).map(({ name }) => name)).toEqual(records.map(({ name }) => name));
});

test('START-3: no two records share a name', () => {
  const names = demoShop(now).map(({ name }) => `${name.kind}/${name.id}`);
  expect(new Set(names).size).toBe(names.length);
});

test('START-3: every value of the demo is legal, and writing it twice adds nothing', async () => {
  const scene = recordsScene();
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-demo-'));
  try {
    const users: User[] = [];
    const made = {
      hasShop: () => Promise.resolve(false),
      createShop: () => Promise.resolve(),
      saveUser: (user: User) => Promise.resolve(void users.push(user)),
    };
    expect(await demoComplete(folder)).toBe(false);
    expect(await makeDemoShop({ relay: scene.relay, store: made, folder, now })).toBe(demoShop(now).length);
    expect(await demoComplete(folder)).toBe(true);
    const { updates } = scene.counts;
    expect(await makeDemoShop({ relay: scene.relay, store: made, folder, now })).toBe(0);
    expect(scene.counts.updates).toBe(updates);
    expect(users.find(({ id }) => id === 'ana')).toMatchObject({ shop: 'demo', role: 'manager' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('START-3: the demo is spread over the workflow, and what refers to a record refers to one that is there', async () => {
  const scene = recordsScene();
  const shop = 'demo' as ShopId;
  for (const { name, steps } of demoShop(now)) {
    for (const { author, write } of steps) await scene.relay.write({ shop, ...name }, author, write);
  }
  const names = new Set(demoShop(now).map(({ name }) => `${name.kind}/${name.id}`));
  const statuses = new Set<unknown>();
  for (const { name } of demoShop(now)) {
    const row = must(scene.row({ shop, ...name }), 'it was written');
    for (const kind of ['order', 'client']) {
      const reference = row.fields[kind];
      if (typeof reference === 'string') expect(names).toContain(`${kind}/${reference}`);
    }
    if (name.kind === 'device') statuses.add(row.fields['status']);
    if (name.kind === 'client') expect(row.fields['phone']).toMatch(/^07700 900\d{3}$/);
    expect(row.review).toEqual([]);
  }
  expect(statuses.size).toBeGreaterThanOrEqual(14);
});
