/** What an order is charged for: lines with quantity and price; taken out by counter entries, never deleted. */
import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import { FieldFrame } from '../fields/field-frame.tsx';
import classes from '../fields/fields.module.css';
import { showMoney } from '../fields/money.ts';
import { RecordLink } from '../fields/record-link.tsx';
import { useKeptTexts } from '../fields/use-kept-text.ts';
import { useLedger } from '../record/declared-field.ts';
import { NetTable, type NetColumn } from '../record/net-table.tsx';
import { useRecordPlace } from '../record/record-context.ts';
import { inWords } from '../words.ts';
import { LineForm } from './line-form.tsx';

export function LinesField({ name }: { name: string }) {
  const { open, may } = useRecordPlace();
  const field = useLedger(name);
  const label = useId();
  const writable = may(field);
  const [begun] = useKeptTexts(`${entityKey(open.name)}/${name}`);
  // A line that somebody had begun to type is there again after a reload.
  const [adding, setAdding] = useState(Object.keys(begun).length > 0);
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      <NetTable
        name={name}
        field={field}
        labelledBy={label}
        columns={columns}
        called={({ parts }) => String(parts['description'])}
        step={
          writable ? ({ parts }, by) => void open.entity.append(name, { ...parts, quantity: by }) : undefined
        }
        none="Nothing is charged yet."
      />
      {writable && !adding && (
        <div className={classes.actions}>
          <Button variant="default" onClick={() => setAdding(true)}>
            Add a line
          </Button>
        </div>
      )}
      {writable && adding && <LineForm name={name} field={field} close={() => setAdding(false)} />}
    </FieldFrame>
  );
}

const columns: readonly NetColumn[] = [
  {
    label: 'Description',
    show: ({ parts }) => (
      <>
        {String(parts['description'])}
        <span className="quiet small">
          {' '}
          {inWords(String(parts['type']))}
          {typeof parts['device'] === 'string' && (
            <>
              {' · '}
              <RecordLink kindName="device" id={parts['device']} />
            </>
          )}
        </span>
      </>
    ),
  },
  {
    label: 'VAT',
    figure: true,
    show: ({ parts }) => (typeof parts['vat'] === 'number' ? `${parts['vat']}%` : '–'),
  },
  {
    label: 'Each',
    figure: true,
    show: ({ parts }) => (typeof parts['price'] === 'number' ? showMoney(parts['price']) : '–'),
  },
];
