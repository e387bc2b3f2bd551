/** What `verify` finds: a closed list, each with what it means and what to do (section VERIFY of docs/SPEC.md). */
import type { Damage } from '../store/store.ts';

export interface Place {
  readonly shop: string;
  readonly kind: string;
  readonly id: string;
}

export type Finding =
  /** SQLite itself finds its file broken. */
  | { readonly what: 'file-broken'; readonly says: string }
  /** An entry of the log or a snapshot is missing or fails its checksum. */
  | { readonly what: 'damage'; readonly place: Place; readonly seq: number; readonly damage: Damage }
  /** It was found by the relay before, and its bytes were put aside. */
  | { readonly what: 'known-damage'; readonly place: Place; readonly seq: number; readonly damage: Damage }
  /** All that is stored is sound, and something in it builds on what is not there. */
  | { readonly what: 'incomplete'; readonly place: Place; readonly seq: number }
  /** It cannot be put together at all. */
  | { readonly what: 'unreadable'; readonly place: Place; readonly seq: number }
  /** The row fails its checksum, or is not what the document says. */
  | { readonly what: 'wrong-row'; readonly place: Place; readonly seq: number; readonly checksum: boolean }
  /** An entry of the history fails its checksum. */
  | { readonly what: 'history'; readonly place: Place; readonly seq: number }
  /** The record is newer than its shop's log. */
  | { readonly what: 'beyond-log'; readonly place: Place; readonly seq: number }
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
export const isMendable = (finding: Finding): finding is Extract<Finding, { what: 'wrong-row' }> =>
  finding.what === 'wrong-row';

export function describeFinding(finding: Finding): string {
  switch (finding.what) {
    case 'file-broken':
      return `The store's file is broken: ${finding.says}.`;
    case 'damage':
    case 'known-damage':
      return `${named(finding.place)}: ${describeDamage(finding.damage)}${finding.what === 'known-damage' ? ', known to the relay' : ''}.`;
    case 'incomplete':
      return `${named(finding.place)}: something up to number ${finding.seq} builds on edits that are not here.`;
    case 'unreadable':
      return `${named(finding.place)}: what is stored up to number ${finding.seq} cannot be put together.`;
    case 'wrong-row':
      return finding.checksum
        ? `${named(finding.place)}: its row (number ${finding.seq}) fails its checksum.`
        : `${named(finding.place)}: its row (number ${finding.seq}) is not what the record says.`;
    case 'history':
      return `${named(finding.place)}: the history's entry ${finding.seq} fails its checksum.`;
    case 'beyond-log':
      return `${named(finding.place)}: its newest number ${finding.seq} is beyond the shop's log.`;
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
  history: 'Nothing: that entry of the history is not shown. The record itself is not touched.',
  'beyond-log': 'Restore the newest backup that verifies; devices bring back what came since.',
  'file-damaged':
    'Copy the file from a backup into DATA/files, or take the photo out of its record and add it again.',
  'file-missing': 'Usually nothing: it comes when the device that took it connects.',
  'no-key': 'Put the key file back (SOLDER_SECRET_KEYS), or set these passcodes again.',
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
