/** One change of a record's history in the words of people: labels, names, money and status words. Pure. */
import { never } from '../../../shared/lib/assert.ts';
import { isSystemAuthor } from '../../../shared/lib/ids.ts';
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import type {
  Change,
  HistoryEntry,
  RegisterChange,
  Standing,
  TextStep,
  Through,
} from '../../../shared/document/history/change.ts';
import type { LedgerEntry } from '../../../shared/document/types.ts';
import type { Field, Kind, LedgerField, Scalar, Value } from '../../../shared/schema/field.ts';
import { describeRefusal } from '../status/describe-refusal.ts';
import { moment } from '../when.ts';
import { counted, inWords } from '../words.ts';

/** How values and people are called here; empty for no value. */
export interface Words {
  readonly shown: (scalar: Scalar, value: Value) => string;
  readonly nameOf: (user: string) => string;
  /** Corrected milliseconds. */
  readonly now: number;
}

/** What one entry of a ledger says. */
export interface Line {
  readonly id: string;
  readonly text: string;
}

export type ToldChange =
  /** `from` and `to` are empty for nothing; `note` says what became of several values. */
  | {
      readonly type: 'value';
      readonly field: string;
      readonly label: string;
      readonly from: string;
      readonly to: string;
      readonly note?: string;
    }
  | {
      readonly type: 'list';
      readonly field: string;
      readonly label: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  | {
      readonly type: 'entries';
      readonly field: string;
      readonly label: string;
      readonly lines: readonly Line[];
    }
  | {
      readonly type: 'text';
      readonly field: string;
      readonly label: string;
      /** When the spell of writing began, in milliseconds. */
      readonly since: number;
      readonly steps: readonly TextStep[];
    }
  /** `field` is absent where it is about the whole record. */
  | { readonly type: 'said'; readonly field?: string; readonly text: string };

/** Undefined for what tells nobody anything. */
export function tellChange(kind: Kind, change: Change, words: Words): ToldChange | undefined {
  switch (change.type) {
    case 'created':
      return { type: 'said', text: `Made this ${kind.label.toLowerCase()}` };
    case 'refused':
      return {
        type: 'said',
        field: change.field,
        text: `${labelOf(kind, change.field)} was sent back. ${describeRefusal(change.rule, false)}`,
      };
    case 'applied':
      return {
        type: 'said',
        text: `Applied an edit of ${words.nameOf(change.author)}’s that had been sent back`,
      };
    case 'restored':
      return {
        type: 'said',
        text:
          'time' in change.from
            ? `Brought back what was there on ${moment(change.from.time, words.now)}`
            : 'Brought back what was there before',
      };
    case 'register':
      return tellRegister(kind, change, words);
    case 'set':
      return { ...about(kind, change.field), type: 'list', ...tellSet(kind, change, words) };
    case 'ledger': {
      const field = kind.fields.get(change.field);
      const lines = change.appended.map((entry) => ({
        id: entry.id,
        text: tellLedgerEntry(field, entry, words),
      }));
      if (change.more)
        lines.push({ id: '', text: `and ${counted(change.more, 'more entry', 'more entries')}` });
      return { ...about(kind, change.field), type: 'entries', lines };
    }
    case 'text':
      return { ...about(kind, change.field), type: 'text', since: change.since, steps: change.steps };
    default:
      return never(change, 'a change');
  }
}

const labelOf = (kind: Kind, name: string): string => kind.fields.get(name)?.label ?? inWords(name);
const about = (kind: Kind, field: string) => ({ field, label: labelOf(kind, field) });

function tellRegister(kind: Kind, change: RegisterChange, words: Words): ToldChange | undefined {
  // The moment at which it was made is what the entry says anyway.
  if (change.field === 'created') return undefined;
  const noun = kind.label.toLowerCase();
  const note = tellStanding(kind, change, words);
  if (change.field === 'deleted') {
    const done = change.to === true ? `Deleted this ${noun}` : `Restored this ${noun}`;
    const text = change.from === change.to ? '' : done;
    return { type: 'said', field: 'deleted', text: [text, note].filter(Boolean).join('. ') };
  }
  return {
    ...about(kind, change.field),
    type: 'value',
    from: showValue(kind.fields.get(change.field), change.from, words),
    to: showValue(kind.fields.get(change.field), change.to, words),
    ...(note !== '' && { note }),
  };
}

function tellStanding(
  kind: Kind,
  { field: name, wrote, stood, standing }: RegisterChange,
  words: Words,
): string {
  const field = kind.fields.get(name);
  const said = (value: Value): string => {
    if (name === 'deleted') return value === false || value === null ? 'not deleted' : 'deleted';
    return showValue(field, value, words) || 'nothing';
  };
  const whose = ({ value, author }: Standing): string => `${said(value)} (${words.nameOf(author)})`;
  if (standing && standing.length > 1)
    return `Written at the same time: ${standing.map(whose).join(' and ')}. Somebody is asked`;
  if (standing) return 'Deleted and changed at the same time. Somebody is asked';
  if (stood && stood.length > 1) return `Settled. It stood between ${stood.map(whose).join(' and ')}`;
  if (stood) return 'Settled';
  if (wrote !== undefined) return `Wrote ${said(wrote)} at the same time as another; the other one is shown`;
  return '';
}

/** Ids of pictures say nothing to anybody. */
const isWordless = (field: Field | undefined): boolean => field?.find === 'never';

function showValue(field: Field | undefined, value: Value, { shown }: Words): string {
  if (value === null) return '';
  if (isWordless(field)) return field?.label.toLowerCase() ?? '';
  if (field && 'scalar' in field) return shown(field.scalar, value);
  return String(value);
}

function tellSet(
  kind: Kind,
  { field: name, added, removed }: Extract<Change, { type: 'set' }>,
  words: Words,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const field = kind.fields.get(name);
  const all = (elements: readonly Value[]): readonly string[] => {
    if (elements.length > 0 && isWordless(field)) return [counted(elements.length, 'photo')];
    const scalar = field && 'element' in field ? field.element : undefined;
    return elements.map((element) => (scalar ? words.shown(scalar, element) : String(element)));
  };
  return { added: all(added), removed: all(removed) };
}

/** `Screen, 1, £45.00`: the parts of an entry that are filled in. */
export function tellLedgerEntry(field: Field | undefined, { parts }: LedgerEntry, { shown }: Words): string {
  const declared: LedgerField['entry'] = field?.policy === 'ledger' ? field.entry : {};
  return Object.entries(parts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([part, value]) => {
      const scalar = declared[part]?.scalar;
      return scalar ? shown(scalar, value) : String(value);
    })
    .join(', ');
}

const doors: Readonly<Record<Through, string>> = {
  app: '',
  plain: 'with another program',
  rest: 'over the API',
  // The change itself says whose edit it was.
  applied: '',
  bridge: 'from the legacy system',
  import: 'by an import',
  demo: 'made up for the demo',
  relay: 'worked out by the relay',
  heal: 'brought back by a device',
  unknown: '',
};

/** Through what it came, where that is worth a word: the author of what a machine wrote says it already. */
export const tellThrough = ({ author, through }: HistoryEntry): string =>
  isSystemAuthor(author) && through !== 'heal' ? '' : doors[through];

/** The same of a value that stands beside others, where the app is one of several doors: empty where it says nothing. */
export function tellDoor(author: string, through: Through | undefined): string {
  if (through === undefined || through === 'unknown' || (isSystemAuthor(author) && through !== 'heal'))
    return '';
  if (through === 'applied') return 'from an edit that had been sent back';
  return through === 'app' ? 'in the app' : doors[through];
}

/** A device that was away for less tells the same moment as the relay. */
const apart = 2 * 60_000;

/** When it was written on the device, where that is not when it came: in milliseconds. */
export function writtenAt({ at, changes }: HistoryEntry): number | undefined {
  const stamps = changes.flatMap((change) =>
    'stamp' in change && change.stamp !== undefined ? [change.stamp] : [],
  );
  if (stamps.length === 0) return undefined;
  const written = Math.max(...stamps.map(stampMilliseconds));
  return Math.abs(at - written) >= apart ? written : undefined;
}
