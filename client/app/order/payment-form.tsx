/** Takes a payment or gives money back: what is due stands in the amount already. */
import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { entityKey, type EntityName } from '../../../shared/lib/ids.ts';
import type { LedgerField } from '../../../shared/schema/field.ts';
import classes from '../fields/fields.module.css';
import { editMoney, parseMoney, showMoney } from '../fields/money.ts';
import { parseScalar } from '../fields/parse-scalar.ts';
import { useKeptTexts } from '../fields/use-kept-text.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { inWords } from '../words.ts';
import orderClasses from './order.module.css';
import { useOrderMoney } from './use-order-money.ts';

export type PaymentKind = 'payment' | 'refund';

/** Under which a form that is not sent is kept. */
export const paymentKey = (record: EntityName, field: string, kind: PaymentKind): string =>
  `${entityKey(record)}/${field}/${kind}`;

interface PaymentProps {
  readonly name: string;
  readonly field: LedgerField;
  readonly kind: PaymentKind;
  readonly close: () => void;
}

export function PaymentForm({ name, field, kind, close }: PaymentProps) {
  const { open } = useRecordPlace();
  const { balance, paid, total } = useOrderMoney();
  const [texts, keep] = useKeptTexts(paymentKey(open.name, name, kind));
  const [problem, setProblem] = useState('');
  /** In pence: more than was paid or is due, and said so; asking for just that again means it. */
  const [asked, setAsked] = useState<number>();
  const isRefund = kind === 'refund';
  const due = isRefund ? Math.max(0, Math.min(paid, -balance || paid)) : Math.max(0, balance);
  const methods = field.entry['method']?.scalar;
  const choices = methods?.type === 'enum' ? methods.values : [];
  const given = {
    amount: texts['amount'] ?? (due > 0 ? editMoney(due) : ''),
    method: texts['method'] ?? (choices.includes('card') ? 'card' : (choices[0] ?? '')),
    deposit: texts['deposit'] === 'true',
    note: texts['note'] ?? '',
  };
  const type = (part: string, text: string): void => {
    setProblem('');
    setAsked(undefined);
    keep({ ...texts, [part]: text });
  };
  const leave = (): void => {
    keep({});
    close();
  };
  const add = (): void => {
    const amount = parseMoney(given.amount);
    if (amount === undefined || amount <= 0) return setProblem('An amount such as 49.50, more than nothing.');
    const note = field.entry['note'] && parseScalar(field.entry['note'].scalar, given.note.trim());
    if (note && !note.ok) return setProblem(`Note: ${note.why}`);
    if (isRefund && amount > paid && amount !== asked) {
      setAsked(amount);
      return setProblem(
        `Only ${showMoney(Math.max(0, paid))} was paid. Give back ${showMoney(amount)} all the same?`,
      );
    }
    if (!isRefund && !given.deposit && total > 0 && amount > due && amount !== asked) {
      setAsked(amount);
      return setProblem(`Only ${showMoney(due)} is due. Take ${showMoney(amount)} all the same?`);
    }
    open.entity.append(name, {
      method: given.method,
      amount: isRefund ? -amount : amount,
      ...(given.deposit && !isRefund && { deposit: true }),
      ...(note?.ok && note.value !== null && { note: note.value }),
    });
    leave();
  };
  return (
    <form
      className={orderClasses.pay}
      aria-label={isRefund ? 'Refund' : 'Take payment'}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <div className={orderClasses.method}>
        <SegmentedControl
          fullWidth
          aria-label="Method"
          value={given.method}
          data={choices.map((value) => ({ value, label: inWords(value) }))}
          onChange={(value) => type('method', value)}
        />
      </div>
      <TextInput
        data-autofocus
        label={isRefund ? 'Amount to give back' : 'Amount'}
        size="md"
        inputMode="decimal"
        leftSection="£"
        autoComplete="off"
        value={given.amount}
        onChange={(event) => type('amount', event.target.value)}
      />
      <TextInput
        label="Note"
        size="md"
        autoComplete="off"
        value={given.note}
        onChange={(event) => type('note', event.target.value)}
      />
      {!isRefund && (
        <Checkbox
          label="It is a deposit"
          checked={given.deposit}
          onChange={(event) => type('deposit', String(event.target.checked))}
        />
      )}
      <p className={classes.told} role="alert">
        {problem}
      </p>
      <div className={orderClasses.payEnd}>
        <Button variant="default" onClick={leave}>
          Cancel
        </Button>
        <Button type="submit" {...(asked !== undefined && { color: 'red' })}>
          {isRefund ? 'Give back' : 'Take'}
          {asked !== undefined && ' all the same'}
        </Button>
      </div>
    </form>
  );
}
