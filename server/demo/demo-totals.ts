/** What the relay derives of the demo's clients, as it would itself a moment later (rule DERIVE-2). */
import { systemAuthors } from '../../shared/lib/ids.ts';
import type { DemoClient } from './demo-clients.ts';
import type { DemoOrder } from './demo-orders.ts';
import { by, type DemoRecord } from './demo-record.ts';

export function withTotals({ id, record }: DemoClient, orders: readonly DemoOrder[]): DemoRecord {
  const own = orders.filter(({ client }) => client.id === id);
  if (own.length === 0) return record;
  const derived = by(systemAuthors.import, (entity) => {
    entity.set('orderCount', own.length);
    entity.set(
      'totalSpent',
      own.reduce((sum, { paid }) => sum + paid, 0),
    );
  });
  return { ...record, steps: [...record.steps, derived] };
}
