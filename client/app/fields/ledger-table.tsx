/** The entries of a ledger that has amounts, as a table with their sum. */
import type { LedgerEntry } from '../../../shared/document/types.ts';
import type { LedgerField } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { moment } from '../when.ts';
import classes from './fields.module.css';
import { showMoney } from './money.ts';
import { RecordLink } from './record-link.tsx';
import { useShownValue } from './use-shown-value.ts';

interface TableProps {
  readonly field: LedgerField;
  readonly entries: readonly LedgerEntry[];
  readonly labelledBy: string;
  /** Whether the entries' sum is shown below them. */
  readonly total?: boolean;
}

export function LedgerTable({ field, entries, labelledBy, total = true }: TableProps) {
  const { replica } = useDevice();
  const now = replica.now();
  const nameOf = useNameOf();
  const shown = useShownValue();
  // A part that nobody filled in takes no room.
  const parts = Object.entries(field.entry).filter(
    ([part, { optional }]) => !optional || entries.some((entry) => (entry.parts[part] ?? null) !== null),
  );
  const inMoney = Object.entries(field.entry).some(([, { scalar }]) => scalar.type === 'money');
  const amount = (entry: LedgerEntry): number => field.amount?.(entry.parts) ?? 0;
  const show = (sum: number): string => (inMoney ? showMoney(sum) : sum.toLocaleString('en-GB'));
  if (entries.length === 0) return <p className="quiet small">None yet.</p>;
  return (
    <div className={classes.scroll} role="group" aria-labelledby={labelledBy} tabIndex={0}>
      <table className={classes.table} aria-labelledby={labelledBy}>
        <thead>
          <tr>
            {parts.map(([part, { label, scalar }]) => (
              <th key={part} className={figure(scalar.type)}>
                {label}
              </th>
            ))}
            <th>By</th>
            {inMoney && <th className={classes.figure}>Sum</th>}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              {parts.map(([part, { scalar }]) => (
                <td key={part} className={figure(scalar.type)}>
                  {scalar.type === 'reference' && typeof entry.parts[part] === 'string' ? (
                    <RecordLink kindName={scalar.kind} id={entry.parts[part]} />
                  ) : (
                    shown(scalar, entry.parts[part] ?? null)
                  )}
                </td>
              ))}
              <td className="quiet">
                {nameOf(entry.by)}, <span className={classes.whole}>{moment(entry.at, now)}</span>
              </td>
              {inMoney && <td className={classes.figure}>{show(amount(entry))}</td>}
            </tr>
          ))}
        </tbody>
        {total && (
          <tfoot>
            <tr>
              <th colSpan={inMoney ? parts.length + 1 : parts.length}>Total</th>
              <td className={classes.figure} data-testid="sum">
                {show(entries.reduce((sum, entry) => sum + amount(entry), 0))}
              </td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

const figure = (type: string): string | undefined =>
  type === 'money' || type === 'number' ? classes.figure : undefined;
