/** What is in stock of an item, large, and every piece that came or went (rule KIND-1). */
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { LedgerField } from '../../../shared/schema/field.ts';
import { FieldFrame } from '../fields/field-frame.tsx';
import fieldClasses from '../fields/fields.module.css';
import { LedgerTable } from '../fields/ledger-table.tsx';
import { useKeptTexts } from '../fields/use-kept-text.ts';
import { useLedger } from '../record/declared-field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { counted } from '../words.ts';
import { movementOf, movementWays, type MovementWay } from './movement-of.ts';
import classes from './stock.module.css';

/** The newest of many; the rest on request. */
const newest = 12;

export function StockField({ name }: { name: string }) {
  const { open, may } = useRecordPlace();
  const field = useLedger(name);
  const label = useId();
  const [all, setAll] = useState(false);
  const entries = open.entity.ledger(name).toReversed();
  const stock = entries.reduce((sum, { parts }) => sum + (field.amount?.(parts) ?? 0), 0);
  const reorderAt = open.entity.get('reorderAt');
  const low = typeof reorderAt === 'number' && stock <= reorderAt;
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      <p className={classes.stock} data-low={low || stock < 0}>
        <strong data-testid="stock">{stock.toLocaleString('en-GB')}</strong> in stock
        {(low || stock < 0) && (
          <span className={classes.hint}>
            <IconAlertTriangle size={17} aria-hidden="true" />
            {stock < 0
              ? 'More went out than came in: count again.'
              : `Time to reorder: ${reorderAt} or fewer are left.`}
          </span>
        )}
      </p>
      {may(field) && <MovementForm name={name} field={field} stock={stock} />}
      <LedgerTable
        field={field}
        entries={all ? entries : entries.slice(0, newest)}
        labelledBy={label}
        total={false}
      />
      {entries.length > newest && !all && (
        <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
          Show all {counted(entries.length, 'movement')}
        </Button>
      )}
    </FieldFrame>
  );
}

interface FormProps {
  readonly name: string;
  readonly field: LedgerField;
  readonly stock: number;
}

function MovementForm({ name, field, stock }: FormProps) {
  const { open } = useRecordPlace();
  const [texts, keep] = useKeptTexts(`${entityKey(open.name)}/${name}`);
  const [problem, setProblem] = useState('');
  const way = movementWays.find((each) => each.way === texts['way']) ?? movementWays[0];
  const type = (part: string, text: string): void => {
    setProblem('');
    keep({ ...texts, [part]: text });
  };
  const add = (): void => {
    const movement = movementOf(
      field,
      way.way,
      { quantity: texts['quantity'] ?? '', note: texts['note'] ?? '' },
      stock,
    );
    if (!movement.ok) return setProblem(movement.why);
    open.entity.append(name, movement.parts);
    keep({});
  };
  return (
    <form
      className={classes.form}
      aria-label="Change the stock"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <div className={classes.ways}>
        <SegmentedControl
          fullWidth
          aria-label="What happened"
          value={way.way}
          data={movementWays.map((each) => ({ value: each.way, label: each.label }))}
          onChange={(value: MovementWay) => type('way', value)}
        />
      </div>
      <TextInput
        label={way.asks}
        inputMode="numeric"
        autoComplete="off"
        value={texts['quantity'] ?? ''}
        onChange={(event) => type('quantity', event.target.value)}
      />
      <TextInput
        label="Note"
        autoComplete="off"
        value={texts['note'] ?? ''}
        onChange={(event) => type('note', event.target.value)}
      />
      <Button type="submit">{way.does}</Button>
      <p className={fieldClasses.told} role="alert">
        {problem}
      </p>
    </form>
  );
}
