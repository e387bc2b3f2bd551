/** The entries of a ledger without amounts: who said what and when. */
import type { LedgerEntry } from '../../../shared/document/types.ts';
import type { LedgerField, Value } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { colorOf } from '../people/color-of.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { moment } from '../when.ts';
import classes from './conversation.module.css';
import { useShownValue } from './use-shown-value.ts';

interface ConversationProps {
  readonly field: LedgerField;
  readonly entries: readonly LedgerEntry[];
  readonly labelledBy: string;
}

export function Conversation({ field, entries, labelledBy }: ConversationProps) {
  const { replica } = useDevice();
  const now = replica.now();
  const nameOf = useNameOf();
  const shown = useShownValue();
  const body = bodyPart(field);
  if (entries.length === 0) return <p className="quiet small">No messages yet.</p>;
  return (
    <ol className={classes.conversation} aria-labelledby={labelledBy}>
      {entries.toSorted(byMoment).map((entry) => (
        <li
          key={entry.id}
          data-mine={entry.by === replica.user.id}
          style={{ borderColor: colorOf(entry.by) }}
        >
          <p className="small">
            <strong>{nameOf(entry.by)}</strong> <span className="quiet">{moment(entry.at, now)}</span>{' '}
            {Object.entries(field.entry)
              .filter(([part]) => part !== body)
              .map(([part, { scalar, label }]) => {
                const words = aside(label, entry.parts[part] ?? null, (value) => shown(scalar, value));
                return words === '' ? null : (
                  <span className={classes.aside} key={part}>
                    {words}
                  </span>
                );
              })}
          </p>
          <p className={classes.body} data-testid="said">
            {body === undefined ? '' : String(entry.parts[body] ?? '')}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** The part that holds what was said: the string with most room. */
export function bodyPart(field: LedgerField): string | undefined {
  const strings = Object.entries(field.entry).flatMap(([part, { scalar }]) =>
    scalar.type === 'string' ? [{ part, max: scalar.max }] : [],
  );
  return strings.toSorted((a, b) => b.max - a.max)[0]?.part;
}

/** What was said offline takes its place in time, not at the end. */
export const byMoment = (a: LedgerEntry, b: LedgerEntry): number => a.at - b.at || (a.id < b.id ? -1 : 1);

/** A yes is shown by its label, a no not at all. */
function aside(label: string, value: Value, show: (value: Value) => string): string {
  if (typeof value === 'boolean') return value ? label : '';
  return show(value);
}
