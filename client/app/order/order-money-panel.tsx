/** What is due, large; how it comes about; and handing over what is ready, offered when it is paid (rule RECORD-3). */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import { changeRecord, tellAway } from '../change-record.ts';
import { useDevice } from '../device.ts';
import { showMoney } from '../fields/money.ts';
import { movesOnward } from '../record/moves-of.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { writeMove } from '../record/write-move.ts';
import { counted } from '../words.ts';
import classes from './order.module.css';
import { useOrderDevices } from './use-order-devices.ts';
import { useOrderMoney } from './use-order-money.ts';

export function OrderMoneyPanel() {
  const { vat, total, paid, deposit, refunded, balance } = useOrderMoney();
  const taxed = vat.filter(({ rate, gross }) => rate !== 0 && gross !== 0);
  return (
    <>
      <dl className={classes.sums}>
        {taxed.map(({ rate, net, vat: tax }) => (
          <div key={rate} className={classes.small}>
            <dt>
              VAT {rate}% of {showMoney(net)}
            </dt>
            <dd>{showMoney(tax)}</dd>
          </div>
        ))}
        <div>
          <dt>Total</dt>
          <dd data-testid="total">{showMoney(total)}</dd>
        </div>
        <div>
          <dt>Paid</dt>
          <dd>{showMoney(paid)}</dd>
        </div>
        {deposit !== 0 && (
          <div className={classes.small}>
            <dt>of it as a deposit</dt>
            <dd>{showMoney(deposit)}</dd>
          </div>
        )}
        {refunded !== 0 && (
          <div className={classes.small}>
            <dt>after giving back</dt>
            <dd>{showMoney(refunded)}</dd>
          </div>
        )}
        <div
          className={classes.due}
          data-due={balance === 0 && total === 0 ? 'none' : balance > 0 ? 'owed' : 'paid'}
        >
          <dt>{balanceWord(balance, total)}</dt>
          <dd data-testid="balance">{showMoney(Math.abs(balance))}</dd>
        </div>
      </dl>
      <HandOver balance={balance} />
    </>
  );
}

const collected = 'collected';

/** Offered, never done by itself: somebody may take a device before paying, or pay before it is ready. */
function HandOver({ balance }: { balance: number }) {
  const { open, locked, tell } = useRecordPlace();
  const { replica } = useDevice();
  const [busy, setBusy] = useState(false);
  const devices = useOrderDevices(open.name.id);
  const ready = devices.filter(({ fields }) =>
    movesOnward('device', [], asValue(fields['status'])).includes(collected),
  );
  if (locked || ready.length === 0) return null;
  const handOver = async (): Promise<void> => {
    setBusy(true);
    try {
      await Promise.all(
        ready.map((row) =>
          changeRecord(replica, nameOf(row), (entity) => writeMove(entity, 'status', collected)).catch(
            tellAway(replica, tell),
          ),
        ),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.offer}>
      <span>
        {counted(ready.length, 'device')} ready to go
        {balance > 0 && `; ${showMoney(balance)} is still due`}
      </span>
      <Button variant={balance > 0 ? 'default' : 'filled'} loading={busy} onClick={() => void handOver()}>
        Mark as collected
      </Button>
    </div>
  );
}

const asValue = (value: Row['fields'][string] | undefined): string | null =>
  typeof value === 'string' ? value : null;

const nameOf = ({ id }: Row) => ({
  kind: must(parseKind('device'), 'devices'),
  id: must(parseEntityId(id), 'a row has a legal id'),
});

/** Money that came before anything was charged is a deposit; only what is more than was charged goes back. */
function balanceWord(balance: number, total: number): string {
  if (balance < 0) return total === 0 ? 'Held as a deposit' : 'To give back';
  return balance === 0 && total !== 0 ? 'Paid in full' : 'Balance due';
}
