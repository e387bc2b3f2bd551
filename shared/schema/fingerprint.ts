/**
 * A short hash of the declared kinds. Rows made under an equal fingerprint need not be made again; it is no secret
 * and no signature. Labels, workflows, how a search reads a field and whose a record is change no row, and a function's source differs between a browser's build and
 * the relay: these are left out.
 */
import type { Kind } from './field.ts';
import { kinds } from './kinds.ts';

/** Counts changes of what a row holds that the declarations do not show: another formula of an `amount`, another shape of `Row`. */
const rowFormat = 1;

/** What changes no row. */
const shapeless: ReadonlySet<string> = new Set([
  'label',
  'amount',
  'find',
  'moves',
  'takeBack',
  'personal',
  'belongs',
  'files',
]);

export function fingerprintOf(declared: Iterable<Kind>): string {
  const parts: unknown[] = [rowFormat];
  for (const kind of [...declared].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    parts.push(kind.name);
    for (const [name, field] of kind.fields) {
      parts.push([name, sorted(field)]);
    }
  }
  return hash(JSON.stringify(parts));
}

export const schemaFingerprint: string = fingerprintOf(kinds.values());

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([key]) => !shapeless.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

/** FNV-1a in two lanes of 32 bits, 13 characters at most. */
function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193) >>> 0;
    b = Math.imul(b ^ (text.charCodeAt(i) + i), 0x85ebca6b) >>> 0;
  }
  return a.toString(36) + b.toString(36).padStart(7, '0');
}
