/** A record as it was beside what it is: what differs, and what of it could be brought back by anybody. Pure. */
import type { PastRecord, PastValue } from '../../../shared/document/history/record-at.ts';
import type { KeptBecause, Restored } from '../../../shared/document/history/restore.ts';
import type { Field, Kind } from '../../../shared/schema/field.ts';

export interface Compared {
  readonly name: string;
  readonly field: Field;
  readonly was: PastValue;
  readonly is: PastValue;
  readonly isEmpty: boolean;
  readonly differs: boolean;
  /** What it was is not known. */
  readonly isUnknown: boolean;
  /** Whether a write can bring it back at all: a ledger only grows, and some fields are the relay's. */
  readonly canReturn: boolean;
}

/** `created` and `deleted` belong to no section, and are told by the page. */
export function comparedWith(kind: Kind, past: PastRecord, present: PastRecord): readonly Compared[] {
  return [...kind.fields]
    .filter(([name]) => name !== 'created' && name !== 'deleted')
    .map(([name, field]) => {
      const [was, is] = [past.fields[name] ?? null, present.fields[name] ?? null];
      const isUnknown = past.unknown.includes(name);
      return {
        name,
        field,
        was,
        is,
        isUnknown,
        isEmpty: isNothing(was) && !isUnknown,
        differs: isUnknown || !same(was, is),
        canReturn: !isUnknown && canReturn(field, was, is),
      };
    });
}

function canReturn(field: Field, was: PastValue, is: PastValue): boolean {
  if (field.policy === 'ledger' || field.policy === 'server') return false;
  // A workflow is gone through by its moves, one at a time.
  const moves = 'moves' in field ? field.moves : undefined;
  return !moves || (typeof was === 'string' && moves(typeof is === 'string' ? is : null).includes(was));
}

const isNothing = (value: PastValue): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Sets come in one order on both sides. */
const same = (a: PastValue, b: PastValue): boolean =>
  (isNothing(a) && isNothing(b)) || JSON.stringify(a) === JSON.stringify(b);

const reasons: Readonly<Record<KeptBecause, string>> = {
  role: 'your role may not write it',
  'server-field': 'only the relay writes it',
  'append-only': 'what was written there stays',
  unknown: 'what it was is not known any more',
  impossible: 'it cannot go there from where it is',
};

/** What a restoration did, for whoever asked for it. */
export function tellRestored(kind: Kind, { written, kept }: Restored): string {
  const label = (name: string): string => kind.fields.get(name)?.label ?? name;
  const back =
    written.length > 0 ? [`Brought back: ${written.map(label).join(', ')}.`] : ['Nothing was brought back.'];
  const stays = kept.map(({ field, because }) => `${label(field)} stays as it is: ${reasons[because]}.`);
  return [...back, ...stays].join(' ');
}
