/** What the order that is open comes to, from its ledgers as they are. */
import { useRecordPlace } from '../record/record-context.ts';
import { orderMoney, type OrderMoney } from './order-money.ts';

export function useOrderMoney(): OrderMoney {
  const { entity } = useRecordPlace().open;
  const parts = (name: string) => entity.ledger(name).map((entry) => entry.parts);
  return orderMoney(parts('lines'), parts('payments'));
}
