/** A value as a person reads it, and as an input starts from it. Values of other types, from a newer version, show as they are. */
import type { Scalar, Value } from '../../../shared/schema/field.ts';
import { moment } from '../when.ts';
import { inWords } from '../words.ts';
import { editMoney, showMoney } from './money.ts';

/** For reading; an empty string when there is none. A reference shows its id: its title is the list's business. */
export function showScalar(scalar: Scalar, value: Value, now: number): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') {
    if (scalar.type === 'money') return showMoney(value);
    if (scalar.type === 'instant') return moment(value, now);
    return value.toLocaleString('en-GB');
  }
  if (scalar.type === 'enum') return inWords(value);
  if (scalar.type === 'date') return showDate(value);
  return value;
}

/** For an input; `parseScalar` reads it back to the same value (an instant to its minute). */
export function editScalar(scalar: Scalar, value: Value): string {
  if (value === null) return '';
  if (typeof value !== 'number') return String(value);
  if (scalar.type === 'money') return editMoney(value);
  return scalar.type === 'instant' ? localInput(value) : String(value);
}

function showDate(text: string): string {
  const at = new Date(`${text}T12:00:00`);
  if (!Number.isFinite(at.getTime())) return text;
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

const two = (part: number): string => String(part).padStart(2, '0');

/** `YYYY-MM-DDTHH:MM` in this machine's zone, as `datetime-local` wants it. */
function localInput(at: number): string {
  const date = new Date(at);
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
