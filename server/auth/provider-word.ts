/**
 * What an identity provider says of what somebody may do, beside what the shop says: the later word counts (rule OIDC-12). A
 * token repeats for hours what was said before it, so that only what differs from the last word is one.
 */
import type { Role } from '../../shared/schema/field.ts';
import { roles } from '../../shared/schema/roles.ts';
import type { SaidHere } from '../store/account-store.ts';

export interface ProviderWord {
  /** Absent where the provider leaves it to the shop. */
  readonly role?: Role | undefined;
  readonly locations?: readonly string[] | undefined;
  /** When the token was made that says it, in milliseconds. */
  readonly at: number;
}

export interface MayDo {
  readonly role: Role;
  /** Absent for all. */
  readonly locations?: readonly string[];
}

/**
 * Whether a word is another one than the last; a token that is older than that says nothing new. Of two of one second the one counts
 * that lets them do less, in whichever order they come.
 */
export const isNews = (word: ProviderWord, last: ProviderWord | undefined): boolean =>
  last === undefined ||
  (partsOf(word) !== partsOf(last) && (word.at > last.at || (word.at === last.at && isLess(word, last))));

/**
 * What somebody may do after a word that is news: what it changes follows it, where the shop did not say that part later, and the
 * rest stays as the shop has it. `here` is when the shop itself said each part last; 0 where it did not.
 */
export function afterWord(
  word: ProviderWord,
  last: ProviderWord | undefined,
  here: Required<SaidHere>,
  before?: MayDo,
): MayDo {
  const counts = (part: 'role' | 'locations'): boolean =>
    word[part] !== undefined &&
    word.at > here[`${part}At`] &&
    JSON.stringify(word[part]) !== JSON.stringify(last?.[part]);
  const role = counts('role') ? word.role : before?.role;
  const locations = counts('locations') ? word.locations : before?.locations;
  return { role: role ?? 'view', ...(locations && { locations }) };
}

export const writeWord = ({ role, locations, at }: ProviderWord): string =>
  JSON.stringify({ role, locations, at });

/** Undefined for an empty text, and for one that a later version wrote in another way. */
export function readWord(text: string): ProviderWord | undefined {
  if (text === '') return undefined;
  const fields = new Map<string, unknown>(Object.entries(JSON.parse(text) as object));
  const at = fields.get('at');
  if (typeof at !== 'number') return undefined;
  const locations = fields.get('locations');
  return {
    role: roles.find((role) => role === fields.get('role')),
    locations: Array.isArray(locations) ? locations.filter((each) => typeof each === 'string') : undefined,
    at,
  };
}

function isLess(word: ProviderWord, last: ProviderWord): boolean {
  const [mine, theirs] = [rankOf(word), rankOf(last)];
  const at = mine.findIndex((rank, i) => rank !== theirs[i]);
  return at === -1 ? partsOf(word) < partsOf(last) : (mine[at] ?? 0) < (theirs[at] ?? 0);
}

/** More for a role that may do more, then for more locations; most for who leaves it to the shop. */
const rankOf = ({ role, locations }: ProviderWord): readonly number[] => [
  role === undefined ? Infinity : -roles.indexOf(role),
  locations?.length ?? Infinity,
];

const partsOf = ({ role, locations }: ProviderWord): string => JSON.stringify([role, locations]);
