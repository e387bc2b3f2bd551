/** What the relay writes into a record because of others (rules DERIVE-1 and DERIVE-2). Pure: from facts alone. */
import type { Value } from '../../shared/schema/field.ts';
import { deriveOrderStatus } from '../../shared/schema/order-status.ts';
import type { Fact } from '../store/store.ts';
import type { ClientFact, DeviceFact, OrderFact } from './facts.ts';

/**
 * @param own the record's own fact; undefined when it is not there, or not yet
 * @param sources the facts whose target it is
 * @returns undefined when nothing is to be written
 */
export function derivedFields(
  own: Fact | undefined,
  sources: readonly Fact[],
): ReadonlyMap<string, Value> | undefined {
  switch (own?.kind) {
    case 'order':
      return orderFields(read(own) as OrderFact, sources.map(read) as DeviceFact[]);
    case 'client':
      return clientFields(read(own) as ClientFact, sources.map(read) as OrderFact[]);
    default:
      return undefined;
  }
}

function orderFields({ deleted, override }: OrderFact, devices: readonly DeviceFact[]) {
  if (deleted) return undefined;
  const statuses = devices.map(({ status }) => status);
  return new Map<string, Value>([['status', deriveOrderStatus(override, statuses)]]);
}

function clientFields({ deleted }: ClientFact, orders: readonly OrderFact[]) {
  if (deleted) return undefined;
  const totalSpent = orders.reduce((sum, { paid }) => sum + paid, 0);
  return new Map<string, Value>([
    ['orderCount', orders.length],
    ['totalSpent', totalSpent],
  ]);
}

const read = ({ value }: Fact): unknown => JSON.parse(value);

/** Whether it says so already. What nobody wrote is none, so that a client without orders costs no write. */
export const says = (shown: unknown, value: Value): boolean =>
  shown === value || (value === 0 && (shown === null || shown === undefined));
