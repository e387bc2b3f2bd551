/** What is left of a ledger of pieces, as a table: each line with its quantity, and a step up or down by a new entry. */
import { ActionIcon, Button } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import type { LedgerField } from '../../../shared/schema/field.ts';
import classes from '../fields/fields.module.css';
import { LedgerTable } from '../fields/ledger-table.tsx';
import { showMoney } from '../fields/money.ts';
import { counted } from '../words.ts';
import { netEntries, type NetEntry } from './net-entries.ts';
import { useRecordPlace } from './record-context.ts';

export interface NetColumn {
  readonly label: string;
  readonly figure?: boolean;
  readonly show: (entry: NetEntry) => ReactNode;
}

interface NetTableProps {
  readonly name: string;
  readonly field: LedgerField;
  readonly labelledBy: string;
  /** Before the quantity; the first says what it is. */
  readonly columns: readonly NetColumn[];
  /** What a line is called, for the buttons. */
  readonly called: (entry: NetEntry) => string;
  /** Absent where this user may not change it. */
  readonly step?: ((entry: NetEntry, by: 1 | -1) => void) | undefined;
  readonly none: string;
}

export function NetTable({ name, field, labelledBy, columns, called, step, none }: NetTableProps) {
  const { open } = useRecordPlace();
  const [history, setHistory] = useState(false);
  const historyId = useId();
  const entries = open.entity.ledger(name);
  const net = netEntries(entries, field);
  const worth = ({ parts, quantity }: NetEntry): number => field.amount?.({ ...parts, quantity }) ?? 0;
  return (
    <>
      {net.length === 0 ? (
        <p className="quiet small">{none}</p>
      ) : (
        <div className={classes.scroll} role="group" aria-labelledby={labelledBy} tabIndex={0}>
          <table className={classes.table} aria-labelledby={labelledBy}>
            <thead>
              <tr>
                {columns.map(({ label, figure }) => (
                  <th key={label} className={figure ? classes.figure : undefined}>
                    {label}
                  </th>
                ))}
                <th className={classes.figure}>Quantity</th>
                <th className={classes.figure}>Sum</th>
              </tr>
            </thead>
            <tbody>
              {net.map((entry) => (
                <tr key={entry.id} data-line={called(entry)} data-quantity={entry.quantity}>
                  {columns.map(({ label, figure, show }) => (
                    <td key={label} className={figure ? classes.figure : undefined}>
                      {show(entry)}
                    </td>
                  ))}
                  <td className={classes.figure}>
                    <Quantity entry={entry} called={called(entry)} step={step} />
                  </td>
                  <td className={classes.figure}>{showMoney(worth(entry))}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th colSpan={columns.length + 1}>Total</th>
                <td className={classes.figure} data-testid="sum">
                  {showMoney(net.reduce((sum, entry) => sum + worth(entry), 0))}
                </td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
      {entries.length > net.length && (
        <div>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-expanded={history}
            onClick={() => setHistory(!history)}
          >
            {history
              ? 'Hide what was written'
              : `All ${counted(entries.length, 'entry', 'entries')}, with who and when`}
          </Button>
          {history && (
            <>
              <span id={historyId} hidden>
                All entries
              </span>
              <LedgerTable field={field} entries={entries} labelledBy={historyId} />
            </>
          )}
        </div>
      )}
    </>
  );
}

interface QuantityProps {
  readonly entry: NetEntry;
  readonly called: string;
  readonly step: NetTableProps['step'];
}

function Quantity({ entry, called, step }: QuantityProps) {
  const { quantity } = entry;
  if (!step) return quantity.toLocaleString('en-GB');
  return (
    <span className={classes.stepper}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={quantity === 1 ? `Take out ${called}` : `One less of ${called}`}
        onClick={() => step(entry, -1)}
      >
        <IconMinus size={15} aria-hidden="true" />
      </ActionIcon>
      <span>{quantity.toLocaleString('en-GB')}</span>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`One more of ${called}`}
        onClick={() => step(entry, 1)}
      >
        <IconPlus size={15} aria-hidden="true" />
      </ActionIcon>
    </span>
  );
}
