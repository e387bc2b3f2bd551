/** A ledger: with amounts a table and its sum, without any a conversation. Entries are only ever added. */
import { useId } from 'react';
import type { LedgerEntry } from '../../../shared/document/types.ts';
import type { LedgerField as Declared, Value } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { colorOf } from '../people/color-of.ts';
import { nameOf } from '../people/name-of.ts';
import { usePresent } from '../people/use-people.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { moment } from '../when.ts';
import { FieldFrame } from './field-frame.tsx';
import { LedgerForm } from './ledger-form.tsx';
import { showMoney } from './money.ts';
import { RecordLink } from './record-link.tsx';
import { showScalar } from './show-scalar.ts';

interface LedgerProps {
  readonly name: string;
  readonly field: Declared;
}

export function LedgerField({ name, field }: LedgerProps) {
  const { open, may } = useRecordPlace();
  const label = useId();
  const entries = open.entity.ledger(name);
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      {field.amount ? (
        <Amounts field={field} entries={entries} amount={field.amount} labelledBy={label} />
      ) : (
        <Conversation field={field} entries={entries} labelledBy={label} />
      )}
      {may(field) && <LedgerForm name={name} field={field} action={field.amount ? 'Add' : 'Send'} />}
    </FieldFrame>
  );
}

interface EntriesProps {
  readonly field: Declared;
  readonly entries: readonly LedgerEntry[];
  readonly labelledBy: string;
}

function Amounts({
  field,
  entries,
  amount,
  labelledBy,
}: EntriesProps & { amount: NonNullable<Declared['amount']> }) {
  const { replica } = useDevice();
  const now = replica.now();
  const present = usePresent();
  const parts = Object.entries(field.entry);
  const inMoney = parts.some(([, { scalar }]) => scalar.type === 'money');
  const show = (sum: number): string => (inMoney ? showMoney(sum) : sum.toLocaleString('en-GB'));
  if (entries.length === 0) return <p className="quiet small">None yet.</p>;
  return (
    <div className="scroll">
      <table aria-labelledby={labelledBy}>
        <thead>
          <tr>
            {parts.map(([part, { label, scalar }]) => (
              <th key={part} className={isFigure(scalar.type) ? 'figure' : undefined}>
                {label}
              </th>
            ))}
            <th>By</th>
            <th className="figure">Sum</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              {parts.map(([part, { scalar }]) => (
                <td key={part} className={isFigure(scalar.type) ? 'figure' : undefined}>
                  {scalar.type === 'reference' && typeof entry.parts[part] === 'string' ? (
                    <RecordLink kindName={scalar.kind} id={entry.parts[part]} />
                  ) : (
                    showScalar(scalar, entry.parts[part] ?? null, now)
                  )}
                </td>
              ))}
              <td className="quiet">
                {nameOf(entry.by, present)}, {moment(entry.at, now)}
              </td>
              <td className="figure">{show(amount(entry.parts))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th colSpan={parts.length + 1}>Total</th>
            <td className="figure" data-testid="sum">
              {show(entries.reduce((sum, entry) => sum + amount(entry.parts), 0))}
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

const isFigure = (type: string): boolean => type === 'money' || type === 'number';

function Conversation({ field, entries, labelledBy }: EntriesProps) {
  const { replica } = useDevice();
  const now = replica.now();
  const present = usePresent();
  const body = bodyPart(field);
  if (entries.length === 0) return <p className="quiet small">No messages yet.</p>;
  return (
    <ol className="conversation" aria-labelledby={labelledBy}>
      {entries.toSorted(byMoment).map((entry) => (
        <li
          key={entry.id}
          data-mine={entry.by === replica.user.id}
          style={{ borderColor: colorOf(entry.by) }}
        >
          <p className="small">
            <strong>{nameOf(entry.by, present)}</strong>{' '}
            <span className="quiet">{moment(entry.at, now)}</span>{' '}
            {Object.entries(field.entry)
              .filter(([part]) => part !== body)
              .map(([part, { scalar, label }]) => {
                const words = aside(label, entry.parts[part] ?? null, (value) =>
                  showScalar(scalar, value, now),
                );
                return words === '' ? null : (
                  <span className="chip" key={part}>
                    {words}
                  </span>
                );
              })}
          </p>
          <p className="body">{body === undefined ? '' : String(entry.parts[body] ?? '')}</p>
        </li>
      ))}
    </ol>
  );
}

/** The part that holds what was said: the string with most room. */
function bodyPart(field: Declared): string | undefined {
  const strings = Object.entries(field.entry).flatMap(([part, { scalar }]) =>
    scalar.type === 'string' ? [{ part, max: scalar.max }] : [],
  );
  return strings.toSorted((a, b) => b.max - a.max)[0]?.part;
}

/** What was said offline takes its place in time, not at the end. */
const byMoment = (a: LedgerEntry, b: LedgerEntry): number => a.at - b.at || (a.id < b.id ? -1 : 1);

/** A yes is shown by its label, a no not at all. */
function aside(label: string, value: Value, show: (value: Value) => string): string {
  if (typeof value === 'boolean') return value ? label : '';
  return show(value);
}
