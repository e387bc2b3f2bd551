/**
 * What somebody can try to write into a field, made from the schema: for every kind of value and every policy what is
 * legal for whoever has the right, and what is legal for nobody. Written into the document by hand, as a client does
 * that was modified and asks no rules.
 */
import type * as Y from 'yjs';
import { deletionOf } from '../../shared/document/deletion.ts';
import { mayWrite } from '../../shared/document/writer.ts';
import { must, never } from '../../shared/lib/assert.ts';
import { stampAt } from '../../shared/lib/stamp.ts';
import type { Field, Kind, LedgerField, Role, Scalar, Value } from '../../shared/schema/field.ts';
import { fieldStoredAs, ledgerRoot, registersRoot, textRoot } from '../../shared/schema/stored-name.ts';
import { wayBetween } from '../../shared/schema/moves.ts';

/** In everything that may be shown to nobody, wherever its type has room for words. */
export const canary = 'canary-';

export interface Attempt {
  readonly what: string;
  readonly legal: boolean;
  readonly write: (doc: Y.Doc, author: string, n: number) => void;
}

/** A legal value, another one for another number. */
export function valueOf(scalar: Scalar, n: number, words = 'honest-'): Value {
  switch (scalar.type) {
    case 'string':
      return `${words}${n}`.slice(0, scalar.max);
    case 'number':
      return Math.min(scalar.max, Math.max(scalar.min, 0) + n);
    case 'money':
      return 1_000 + n;
    case 'instant':
      return 1_700_000_000_000 + n;
    case 'boolean':
      return n % 2 === 0;
    case 'date':
      return `2026-01-${String(1 + (n % 28)).padStart(2, '0')}`;
    case 'enum':
      return must(scalar.values[n % scalar.values.length], 'a value');
    case 'reference':
      return `${words}${n}`;
    default:
      return never(scalar, 'scalar');
  }
}

/** Values that are none of their type. */
function wrongValues(scalar: Scalar): [string, unknown][] {
  const wrong: [string, unknown][] = [
    ['an object', { [canary]: 1 }],
    ['bytes', new TextEncoder().encode(canary)],
  ];
  if (scalar.type === 'string') {
    wrong.push(['another type', 4_711], ['too long', canary + 'x'.repeat(scalar.max)]);
  } else {
    wrong.push(['another type', `${canary}no value`]);
  }
  if (scalar.type === 'money' || scalar.type === 'instant') wrong.push(['no whole number', 1.5]);
  return wrong;
}

export const entry = (field: string, value: unknown, author: string, n: number): unknown[] => [
  field,
  value,
  stampAt(1_750_000_000_000 + n),
  author,
];

const registers = (doc: Y.Doc): Y.Array<unknown> => doc.getArray(registersRoot);

/** Takes the entries of a field out of a document. */
export function takeOut(doc: Y.Doc, kind: Kind, field: string, value?: unknown): void {
  const list = registers(doc);
  for (let at = list.length - 1; at >= 0; at--) {
    const element = list.get(at);
    if (!Array.isArray(element) || fieldStoredAs(kind, String(element[0]))?.name !== field) continue;
    if (value === undefined || element[1] === value) list.delete(at);
  }
}

/** Everything that can be tried on one field; what is legal comes last, since it changes what stands there. */
export function attemptsOn(kind: Kind, name: string, role: Role): Attempt[] {
  const field = must(kind.fields.get(name), name);
  const may = mayWrite({ author: 'eve', role }, field);
  const all =
    field.policy === 'text'
      ? onText(textRoot(name, field), may)
      : field.policy === 'ledger'
        ? onLedger(ledgerRoot(name, field), field, may)
        : field.policy === 'set'
          ? onSet(kind, name, field.element, may)
          : onRegister(kind, name, field, may);
  return all.sort((a, b) => Number(a.legal) - Number(b.legal));
}

function onRegister(
  kind: Kind,
  name: string,
  field: Extract<Field, { scalar: Scalar }>,
  may: boolean,
): Attempt[] {
  const replace =
    (value: (doc: Y.Doc, n: number) => unknown, as?: string): Attempt['write'] =>
    (doc, author, n) => {
      const fresh = value(doc, n);
      takeOut(doc, kind, name);
      registers(doc).push([entry(name, fresh, as ?? author, n)]);
    };
  const words = may ? 'honest-' : canary;
  const legal: Attempt['write'] =
    name === 'deleted'
      ? replace((doc) => deletionOf(doc))
      : field.moves
        ? replace((doc) => must(field.moves?.(statusIn(doc, name))[0], 'a move'))
        : replace((_doc, n) => valueOf(field.scalar, n, words));
  const attempts: Attempt[] = [
    { what: 'another value', legal: may, write: legal },
    { what: 'in another name', legal: false, write: replace(() => valueOf(field.scalar, 3, canary), 'mia') },
    { what: 'taken away', legal: false, write: (doc) => takeOut(doc, kind, name) },
    {
      what: 'an entry too long',
      legal: false,
      write: (doc, author, n) => registers(doc).push([[...entry(name, canary, author, n), 1]]),
    },
    {
      what: 'under a stamp of its own invention',
      legal: false,
      write: (doc, author) => registers(doc).push([[name, canary, 'z'.repeat(9), author]]),
    },
    ...wrongValues(name === 'deleted' ? { type: 'boolean' } : field.scalar).map(([what, value]) => ({
      what,
      legal: false,
      write: replace(() => value),
    })),
  ];
  const { moves, scalar } = field;
  if (moves && scalar.type === 'enum') {
    attempts.push({
      what: 'a leap over moves',
      legal: false,
      write: replace((doc) =>
        must(
          scalar.values.findLast((value) => {
            const way = wayBetween(moves, statusIn(doc, name), value);
            return way === undefined || way.length > 2;
          }) ?? canary,
          'a far status',
        ),
      ),
    });
  }
  return attempts;
}

function statusIn(doc: Y.Doc, name: string): string | null {
  const entries = registers(doc)
    .toArray()
    .filter((each) => Array.isArray(each) && each[0] === name);
  const last = entries.at(-1) as unknown[] | undefined;
  return typeof last?.[1] === 'string' ? last[1] : null;
}

function onSet(kind: Kind, name: string, element: Scalar, may: boolean): Attempt[] {
  const push =
    (value: (n: number) => unknown, as?: string): Attempt['write'] =>
    (doc, author, n) =>
      registers(doc).push([entry(name, value(n), as ?? author, n)]);
  return [
    { what: 'an element', legal: may, write: push((n) => valueOf(element, n, may ? 'honest-' : canary)) },
    { what: 'all taken away', legal: may, write: (doc) => takeOut(doc, kind, name) },
    { what: 'in another name', legal: false, write: push(() => canary, 'mia') },
    { what: 'nothing as an element', legal: false, write: push(() => null) },
    ...wrongValues(element).map(([what, value]) => ({ what, legal: false, write: push(() => value) })),
  ];
}

function onText(root: string, may: boolean): Attempt[] {
  const words = may ? 'honest-' : canary;
  return [
    { what: 'letters', legal: may, write: (doc, _author, n) => doc.getText(root).insert(2, `${words}${n}`) },
    { what: 'letters gone', legal: may, write: (doc) => doc.getText(root).delete(0, 1) },
    { what: 'all gone', legal: may, write: (doc) => doc.getText(root).delete(0, doc.getText(root).length) },
    { what: 'an embed', legal: false, write: (doc) => doc.getText(root).insertEmbed(0, { [canary]: 1 }) },
    { what: 'a format', legal: false, write: (doc) => doc.getText(root).format(0, 2, { [canary]: true }) },
    { what: 'a key', legal: false, write: (doc) => doc.getText(root).setAttribute('key', canary) },
  ];
}

export function partsOf(field: LedgerField, n: number, words = 'honest-'): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(field.entry).map(([part, { scalar }]) => [part, valueOf(scalar, n, words)]),
  );
}

function onLedger(root: string, field: LedgerField, may: boolean): Attempt[] {
  const list = (doc: Y.Doc): Y.Array<unknown> => doc.getArray(root);
  const made = (n: number, by: string, words = canary) => ({
    id: `e${n}`,
    at: n,
    by,
    ...partsOf(field, n, words),
  });
  const [part] = Object.keys(field.entry);
  const scalar = must(field.entry[must(part, 'a part')], 'a part').scalar;
  return [
    {
      what: 'an entry',
      legal: may,
      write: (doc, author, n) => list(doc).push([made(n, author, may ? 'honest-' : canary)]),
    },
    { what: 'in another name', legal: false, write: (doc, _author, n) => list(doc).push([made(n, 'mia')]) },
    {
      what: 'before the others',
      legal: false,
      write: (doc, author, n) => list(doc).insert(0, [made(n, author)]),
    },
    { what: 'taken away', legal: false, write: (doc) => list(doc).delete(0, list(doc).length) },
    {
      what: 'with another content under an id that is there',
      legal: false,
      write: (doc, author, n) =>
        list(doc).push([{ ...made(n, author), id: (list(doc).get(0) as { id: string }).id }]),
    },
    {
      what: 'without a part',
      legal: false,
      write: (doc, author, n) => list(doc).push([{ id: `e${n}`, at: n, by: author, note: canary }]),
    },
    ...wrongValues(scalar).map(([what, value]) => ({
      what,
      legal: false,
      write: (doc: Y.Doc, author: string, n: number) =>
        list(doc).push([{ ...made(n, author), [must(part, 'a part')]: value }]),
    })),
  ];
}

/** Something honest to write in the same update: of this kind, by this role, and not of that field. Undefined for who may write nothing. */
export function honestField(kind: Kind, role: Role, not: string): string | undefined {
  for (const [name, field] of kind.fields) {
    if (name === not || field.policy !== 'latest' || field.scalar.type !== 'string') continue;
    if (field.write.includes(role)) return name;
  }
  // What a newer version may have declared.
  return role === 'view' ? undefined : 'fromTheFuture';
}
