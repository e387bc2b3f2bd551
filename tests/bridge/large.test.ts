import { expect, it } from 'vitest';
import { round } from '../../server/bridge/round.ts';
import type { BridgeEvent } from '../../server/bridge/parts.ts';
import { quietWorld } from './world.ts';

/** `SOLDER_RECORDS=20000` is the whole of it; it takes half a minute. */
const records = Number(process.env['SOLDER_RECORDS'] ?? 1_200);

it('BRIDGE-10, BRIDGE-12: all records of a shop come here for the first time within the rate that the API allows, with progress', async () => {
  const world = quietWorld();
  const { legacy, time, shop } = world;
  for (let n = 0; n < records / 4; n++) {
    const client = legacy.add('clients', { name: `Client ${n}`, email: `c${n}@example.org` });
    const order = legacy.add('orders', { client_id: client.id, status: 'awaiting_device' });
    legacy.add('devices', { order_id: order.id, brand: 'Acme', status: 'device_received', price: n });
    legacy.add('tickets', { order_id: order.id, client_id: client.id, subject: `Job ${n}`, status: 'open' });
  }
  const told: BridgeEvent[] = [];
  const began = time.now();
  await round({ ...world.bridge, tell: (event) => void told.push(event) }, { full: true });
  const minutes = (time.now() - began) / 60_000;
  const first = legacy.requests.length;
  expect(shop.kept.size).toBe(records);
  // Each page once, and an empty one asked for twice after each kind.
  const pages = records / 100 + 4 * 2;
  expect(first).toBe(pages);
  expect(first / Math.max(1, Math.ceil(minutes))).toBeLessThanOrEqual(600);
  expect(told.filter(({ type }) => type === 'pulling').at(-1)).toMatchObject({
    kind: 'ticket',
    rows: records / 4,
  });
  await round(world.bridge, { full: true });
  expect(legacy.requests.length - first).toBe(pages);
  expect(legacy.writes).toEqual([]);
});
