/** What a client has brought the shop, from the orders that this device knows of. */
import { useDevice } from '../device.ts';
import { showMoney } from '../fields/money.ts';
import orderClasses from '../order/order.module.css';
import { useRecordPlace } from '../record/record-context.ts';
import { useRowsOf } from '../use-row.ts';
import { clientTotals } from './client-totals.ts';

export function ClientMoney() {
  const { open } = useRecordPlace();
  const { replica } = useDevice();
  useRowsOf('order');
  const orders = replica.referring({ kind: 'order', field: 'client', id: open.name.id });
  const { count, charged, paid, due } = clientTotals(orders);
  return (
    <dl className={orderClasses.sums}>
      <div>
        <dt>Orders</dt>
        <dd>{count.toLocaleString('en-GB')}</dd>
      </div>
      <div>
        <dt>Charged</dt>
        <dd>{showMoney(charged)}</dd>
      </div>
      <div>
        <dt>Paid</dt>
        <dd data-testid="client-paid">{showMoney(paid)}</dd>
      </div>
      <div
        className={orderClasses.due}
        data-due={due > 0 ? 'owed' : due === 0 && charged === 0 ? 'none' : 'paid'}
      >
        <dt>{due < 0 ? 'To give back' : 'Still due'}</dt>
        <dd>{showMoney(Math.abs(due))}</dd>
      </div>
    </dl>
  );
}
