/** What a person typed, as a value of the field's type, or why it is none (rule APP-4). An empty input clears. */
import { never } from '../../../shared/lib/assert.ts';
import type { Scalar, Value } from '../../../shared/schema/field.ts';
import { checkValue } from '../../../shared/schema/value.ts';
import { parseMoney } from './money.ts';

export type Parsed =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly why: string };

const good = (value: Value): Parsed => ({ ok: true, value });
const bad = (why: string): Parsed => ({ ok: false, why });

export function parseScalar(scalar: Scalar, text: string): Parsed {
  const parsed = read(scalar, text);
  // The schema has the last word: the same judge as the relay's.
  if (parsed.ok && checkValue(scalar, parsed.value)) return bad('That is not possible here.');
  return parsed;
}

function read(scalar: Scalar, text: string): Parsed {
  if (scalar.type === 'string') {
    if (text.length > scalar.max) return bad(`At most ${scalar.max} characters.`);
    return good(text === '' ? null : text.toWellFormed());
  }
  const bare = text.trim();
  if (bare === '') return good(null);
  switch (scalar.type) {
    case 'number':
      return parseNumber(scalar, bare);
    case 'money': {
      const minor = parseMoney(bare);
      return minor === undefined ? bad('An amount such as 49.50.') : good(minor);
    }
    case 'boolean':
      return bare === 'true' || bare === 'false' ? good(bare === 'true') : bad('Yes or no.');
    case 'instant': {
      const at = new Date(bare).getTime();
      return Number.isFinite(at) ? good(at) : bad('A date and a time.');
    }
    case 'date':
      return isDate(bare) ? good(bare) : bad('A date.');
    case 'enum':
      return scalar.values.includes(bare) ? good(bare) : bad('One of the choices.');
    case 'reference':
      return good(bare);
    default:
      return never(scalar, 'scalar');
  }
}

function parseNumber(scalar: Scalar & { readonly type: 'number' }, text: string): Parsed {
  const value = /^[-−]?\d+(\.\d+)?$/.test(text) ? Number(text.replace('−', '-')) : Number.NaN;
  if (!Number.isFinite(value)) return bad('A number.');
  if (scalar.integer && !Number.isInteger(value)) return bad('A whole number.');
  if (value < scalar.min) return bad(`At least ${scalar.min}.`);
  return value > scalar.max ? bad(`At most ${scalar.max}.`) : good(value);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isFinite(at.getTime()) && at.toISOString().startsWith(text);
}
