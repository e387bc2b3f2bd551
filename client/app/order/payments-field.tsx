/** What was paid on an order and given back, and taking a payment. Entries are only ever added (row N6). */
import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { useDevice } from '../device.ts';
import { FieldFrame } from '../fields/field-frame.tsx';
import classes from '../fields/fields.module.css';
import { showMoney } from '../fields/money.ts';
import { useKeptTexts } from '../fields/use-kept-text.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { useLedger } from '../record/declared-field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { moment } from '../when.ts';
import { inWords } from '../words.ts';
import orderClasses from './order.module.css';
import { PaymentForm, paymentKey, type PaymentKind } from './payment-form.tsx';
import { useOrderMoney } from './use-order-money.ts';

export function PaymentsField({ name }: { name: string }) {
  const { open, may } = useRecordPlace();
  const { replica } = useDevice();
  const field = useLedger(name);
  const nameOf = useNameOf();
  const label = useId();
  const [payment] = useKeptTexts(paymentKey(open.name, name, 'payment'));
  const [refund] = useKeptTexts(paymentKey(open.name, name, 'refund'));
  // What somebody had begun to fill in is there again after a reload.
  const [taking, take] = useState<PaymentKind | undefined>(() =>
    Object.keys(payment).length > 0 ? 'payment' : Object.keys(refund).length > 0 ? 'refund' : undefined,
  );
  const { paid } = useOrderMoney();
  const entries = open.entity.ledger(name);
  const now = replica.now();
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      {entries.length === 0 ? (
        <p className="quiet small">Nothing is paid yet.</p>
      ) : (
        <div className={classes.scroll} role="group" aria-labelledby={label} tabIndex={0}>
          <table className={classes.table} aria-labelledby={label}>
            <thead>
              <tr>
                <th>When</th>
                <th>How</th>
                <th>By</th>
                <th className={classes.figure}>Amount</th>
              </tr>
            </thead>
            <tbody>
              {entries.map(({ id, at, by, parts }) => {
                const amount = typeof parts['amount'] === 'number' ? parts['amount'] : 0;
                const words = [
                  inWords(String(parts['method'])),
                  parts['deposit'] === true ? 'deposit' : '',
                  amount < 0 ? 'refund' : '',
                ];
                return (
                  <tr key={id}>
                    <td>{moment(at, now)}</td>
                    <td>
                      {words.filter((word) => word !== '').join(', ')}
                      {typeof parts['note'] === 'string' && (
                        <span className="quiet small"> {parts['note']}</span>
                      )}
                    </td>
                    <td className="quiet">{nameOf(by)}</td>
                    <td className={`${classes.figure} ${amount < 0 ? orderClasses.refund : ''}`}>
                      {showMoney(amount)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
            <tfoot>
              <tr>
                <th colSpan={3}>Paid</th>
                <td className={classes.figure} data-testid="paid">
                  {showMoney(paid)}
                </td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
      {may(field) && taking === undefined && (
        <div className={classes.actions}>
          <Button onClick={() => take('payment')}>Take payment</Button>
          {paid > 0 && (
            <Button variant="default" onClick={() => take('refund')}>
              Refund
            </Button>
          )}
        </div>
      )}
      {may(field) && taking && (
        <PaymentForm key={taking} name={name} field={field} kind={taking} close={() => take(undefined)} />
      )}
    </FieldFrame>
  );
}
