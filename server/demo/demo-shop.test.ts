import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { ShopId } from '../../shared/lib/ids.ts';
import type { LedgerSummary } from '../../shared/document/types.ts';
import { kinds } from '../../shared/schema/kinds.ts';
import { recordsScene } from '../import/records-scene.ts';
import type { User } from '../store/store.ts';
import { demoShop } from './demo-shop.ts';
import { demoUsers } from './people.ts';
import { demoComplete, makeDemoShop } from './make-demo-shop.ts';

const now = Date.UTC(2026, 5, 15, 12);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : expect.unreachable());

test('START-3: the demo is a few hundred records of all kinds, the same in every run', () => {
  const records = demoShop(now);
  const counts = new Map<string, number>();
  for (const { name } of records) counts.set(name.kind, (counts.get(name.kind) ?? 0) + 1);
  expect(counts.get('client')).toBe(60);
  expect(counts.get('order')).toBe(110);
  expect(counts.get('device')).toBeGreaterThan(140);
  expect(counts.get('device')).toBeLessThan(200);
  expect(counts.get('ticket')).toBeGreaterThan(100);
  expect(counts.get('item')).toBe(20);
  expect(counts.get('employee')).toBe(7);
  expect(counts.get('pay')).toBe(4);
  expect(counts.get('appointment')).toBeGreaterThan(25);
  expect([...counts.keys()].sort()).toEqual([...kinds.keys()].sort());
  for (let days = 1; days <= 7; days++) {
    expect(demoShop(now + days * 86_400_000).map(({ name }) => name)).toEqual(
      records.map(({ name }) => name),
    );
  }
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
    for (const [field, declared] of must(kinds.get(name.kind), 'a declared kind').fields) {
      if (!('scalar' in declared) || declared.scalar.type !== 'reference') continue;
      const reference = row.fields[field];
      if (typeof reference === 'string') expect(names).toContain(`${declared.scalar.kind}/${reference}`);
    }
    if (name.kind === 'device') statuses.add(row.fields['status']);
    if (name.kind === 'client') expect(row.fields['phone']).toMatch(/^07700 900\d{3}$/);
    expect(row.review).toEqual([]);
  }
  expect(statuses.size).toBeGreaterThanOrEqual(14);
});

test('START-3: what was fitted came from stock, nothing is below nothing, and nobody is in two places at once', async () => {
  const scene = recordsScene();
  const shop = 'demo' as ShopId;
  const roles = new Map(demoUsers.map(({ id, role }) => [id, role]));
  const busy = new Map<string, [number, number][]>();
  let short = 0;
  for (const { name, steps } of demoShop(now)) {
    for (const { author, write } of steps) await scene.relay.write({ shop, ...name }, author, write);
    const row = must(scene.row({ shop, ...name }), 'it was written');
    if (name.kind === 'item') {
      const { sum } = row.fields['movements'] as LedgerSummary;
      expect(sum).toBeGreaterThanOrEqual(0);
      if (sum < Number(row.fields['reorderAt'])) short++;
    }
    if (name.kind === 'employee') {
      const user = textOf(row.fields['user']);
      expect(row.fields).toMatchObject({ active: roles.has(user) });
      if (roles.has(user)) expect(row.fields['role']).toBe(roles.get(user));
    }
    if (name.kind === 'appointment') {
      const [start, end] = [Number(row.fields['start']), Number(row.fields['end'])];
      expect(end).toBeGreaterThan(start);
      if (start > now) expect(['booked', 'cancelled']).toContain(row.fields['status']);
      const who = textOf(row.fields['employee']);
      const others = busy.get(who) ?? [];
      busy.set(who, others);
      for (const [from, until] of others) expect(start >= until || end <= from).toBe(true);
      others.push([start, end]);
    }
  }
  expect(short).toBeGreaterThan(3);
});
