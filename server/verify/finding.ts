/** What `verify` finds: a closed list, each with what it means and what to do (section VERIFY of docs/SPEC.md). */
import type { OtherHand } from '../store/row-sums.ts';
import type { Damage } from '../store/store.ts';

export interface Place {
  readonly shop: string;
  readonly kind: string;
  readonly id: string;
}

/**
 * `missing`: there is none; `behind`: it is of an older number, and nothing says so; `review`: the list of what asks a person says
 * something else; `differs`: it is another row than the record's.
 */
export type RowFault = 'checksum' | 'differs' | 'missing' | 'behind' | 'review';

/** In which location it is, which files it shows, what follows from it. */
export type Note = 'placed' | 'file_uses' | 'facts';

export type Finding =
  /** SQLite itself finds its file broken. */
  | { readonly what: 'file-broken'; readonly says: string }
  /** An entry of the log or a snapshot is missing or fails its checksum. */
  | { readonly what: 'damage'; readonly place: Place; readonly seq: number; readonly damage: Damage }
  /** It was found by the relay before, and its bytes were put aside. */
  | { readonly what: 'known-damage'; readonly place: Place; readonly seq: number; readonly damage: Damage }
  /** All that is stored is sound, and something in it builds on what is not there, or edits went further than it does (rule STORE-26). */
  | { readonly what: 'incomplete'; readonly place: Place; readonly seq: number }
  /** It cannot be put together at all. */
  | { readonly what: 'unreadable'; readonly place: Place; readonly seq: number }
  /** What lists show of the record is not what the record says. */
  | { readonly what: 'wrong-row'; readonly place: Place; readonly seq: number; readonly how: RowFault }
  /** What was noted from the list row, or from the record, is not what it says. */
  | { readonly what: 'wrong-note'; readonly place: Place; readonly note: Note }
  /** Edits are there, or were, that the record's own number does not reach or goes beyond. */
  | { readonly what: 'wrong-number'; readonly place: Place; readonly seq: number; readonly newest: number }
  /** The record is gone, with all that was of it or without. */
  | { readonly what: 'missing-record'; readonly shop: string; readonly name: string }
  /** Entries of the history, or owners of client ids, are missing or were changed. */
  | { readonly what: 'missing-rows'; readonly place: Place; readonly table: string }
  /** A row of another table is missing, or is not as this program wrote it. */
  | ({ readonly what: 'other-hand' } & OtherHand)
  /** Another version noted what was written, or nobody did yet. */
  | { readonly what: 'not-noted' }
  /** An entry of the history fails its checksum. */
  | { readonly what: 'history'; readonly place: Place; readonly seq: number }
  /** The record is newer than its shop's log. */
  | { readonly what: 'beyond-log'; readonly place: Place; readonly seq: number }
  /** What the relay derives has followed the log further than there is one. */
  | { readonly what: 'followed-too-far'; readonly shop: string; readonly seq: number }
  /** A photo or signature is not as it was announced. */
  | {
      readonly what: 'file-damaged';
      readonly shop: string;
      readonly id: string;
      readonly rendition: string;
      readonly how: 'no-facts' | 'length' | 'checksum';
    }
  /** A record names a photo that is not here: it may be on its way from a device still. */
  | { readonly what: 'file-missing'; readonly place: Place; readonly field: string; readonly id: string }
  /** Passcodes are sealed with a key that is not here. */
  | { readonly what: 'no-key'; readonly key: string; readonly secrets: number };

/** Whether it makes `verify` end with 1. A photo that is not here yet is the usual course of things. */
export const isWrong = ({ what }: Finding): boolean => what !== 'file-missing';

/** Whether making the row again mends it. */
export const isMendable = (
  finding: Finding,
): finding is Extract<Finding, { what: 'wrong-row' | 'wrong-note' }> =>
  finding.what === 'wrong-row' || finding.what === 'wrong-note';

export function describeFinding(finding: Finding): string {
  switch (finding.what) {
    case 'file-broken':
      return `The store's file is broken: ${finding.says}.`;
    case 'damage':
    case 'known-damage':
      return `${named(finding.place)}: ${describeDamage(finding.damage)}${finding.what === 'known-damage' ? ', known to the relay' : ''}.`;
    case 'incomplete':
      return `${named(finding.place)}: something up to number ${finding.seq} builds on edits that are not here, or they went further.`;
    case 'unreadable':
      return `${named(finding.place)}: what is stored up to number ${finding.seq} cannot be put together.`;
    case 'wrong-row':
      return `${named(finding.place)}: ${rowFaults[finding.how](finding.seq)}.`;
    case 'wrong-note':
      return `${named(finding.place)}: ${notes[finding.note]} is not what the record says (table ${finding.note}).`;
    case 'wrong-number':
      return `${named(finding.place)}: it says that its newest number is ${finding.seq}, and what was stored of it goes to ${finding.newest}.`;
    case 'missing-record':
      return `${finding.shop}/${finding.name}: the record is missing altogether.`;
    case 'missing-rows':
      return `${named(finding.place)}: rows of the table ${finding.table} are missing or were changed.`;
    case 'other-hand':
      return `${finding.shop || 'The store'}: row "${finding.row}" of the table ${finding.table} ${otherHands[finding.how]}.`;
    case 'not-noted':
      return 'What was written was noted by another version of Solder, so that rows that are missing cannot be told.';
    case 'history':
      return `${named(finding.place)}: the history's entry ${finding.seq} fails its checksum.`;
    case 'beyond-log':
      return `${named(finding.place)}: its newest number ${finding.seq} is beyond the shop's log.`;
    case 'followed-too-far':
      return `${finding.shop}: what follows from other records is noted up to number ${finding.seq}, beyond the shop's log.`;
    case 'file-damaged':
      return `File ${finding.shop}/${finding.id} (${finding.rendition}): ${fileFaults[finding.how]}.`;
    case 'file-missing':
      return `${named(finding.place)}: ${finding.field} names the file ${finding.id}, which is not here.`;
    case 'no-key':
      return `${finding.secrets} ${finding.secrets === 1 ? 'passcode is' : 'passcodes are'} sealed with key ${finding.key}, which is not here.`;
    default:
      return finding satisfies never;
  }
}

/** What a person can do about it. */
export const whatToDo: { readonly [W in Finding['what']]: string } = {
  'file-broken': 'Restore the newest backup that verifies; devices bring back what came since.',
  damage:
    'Open the record on a device that had it: the relay takes the lost part from there. Where nobody has it, "solder doc accept-loss" ends the mark.',
  'known-damage':
    'Open the record on a device that had it: the relay takes the lost part from there. Where nobody has it, "solder doc accept-loss" ends the mark.',
  incomplete:
    'Open the record on a device that had it. Where nobody has what is missing, "solder doc accept-loss" lets go of it.',
  unreadable: 'Restore the newest backup that verifies; devices bring back what came since.',
  'wrong-row':
    'Run verify with --repair: the row is made again from the record. After an update of Solder, rows of the version before may count as such.',
  'wrong-note': 'Run verify with --repair: it is noted again from the record.',
  'wrong-number':
    'Open the record on a device that had it, or restore the newest backup that verifies. Edits above its number are in no list until it is written to again.',
  'missing-record':
    'Restore the newest backup that verifies; devices bring back what came since. Where nobody misses it, "verify --accept" takes the store as it is.',
  'missing-rows':
    'Who changed the record, or wrote it under which id, is not known in full. What is missing is in a backup; "verify --accept" takes the store as it is.',
  'other-hand':
    'Another program than Solder wrote to the file, or it is damaged. Set it again with the command for it (user, location, webhook …), or restore the newest backup that verifies; "verify --accept" takes the store as it is.',
  'not-noted': 'Start the relay of this version on the folder once.',
  history: 'Nothing: that entry of the history is not shown. The record itself is not touched.',
  'beyond-log': 'Restore the newest backup that verifies; devices bring back what came since.',
  'followed-too-far': 'End the relay and run verify with --accept: all is followed again at the next start.',
  'file-damaged':
    'Copy the file from a backup into DATA/files, or take the photo out of its record and add it again.',
  'file-missing': 'Usually nothing: it comes when the device that took it connects.',
  'no-key': 'Put the key file back (SOLDER_SECRET_KEYS), or set these passcodes again.',
};

const rowFaults: { readonly [F in RowFault]: (seq: number) => string } = {
  checksum: (seq) => `its row (number ${seq}) fails its checksum`,
  differs: (seq) => `its row (number ${seq}) is not what the record says`,
  missing: (seq) => `its row (number ${seq}) is missing, so that no list shows it`,
  behind: (seq) => `its row is older than the record (number ${seq}), and nothing says so`,
  review: (seq) => `whether its row (number ${seq}) asks a person is noted wrongly`,
};

const notes: { readonly [N in Note]: string } = {
  placed: 'its location',
  file_uses: 'which files it shows',
  facts: 'what others follow from',
};

const otherHands: { readonly [H in OtherHand['how']]: string } = {
  missing: 'is missing',
  changed: 'is not as it was written',
  added: 'was put in by another program',
};

const fileFaults = {
  'no-facts': 'what was announced of it cannot be read',
  length: 'it is shorter or longer than it was',
  checksum: 'its bytes are not those that came',
} as const;

function describeDamage({ kind, what, seq }: Damage): string {
  const which = what === 'log' ? 'the entry' : 'the snapshot';
  return kind === 'missing'
    ? `${which} with number ${seq} is missing`
    : `${which} with number ${seq} fails its checksum`;
}

const named = ({ shop, kind, id }: Place): string => `${shop}/${kind}/${id}`;
