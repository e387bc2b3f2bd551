/** The people of a shop as the relay tells them to its managers, and what can go wrong, in words. */
import type { RelayTrouble } from '../../replica/relay-api.ts';

export interface ShopPerson {
  readonly user: string;
  readonly name: string;
  readonly role: string;
  readonly revoked: boolean;
  readonly password: boolean;
  /** An identity provider signs them in: they have no password, and nobody invites them. */
  readonly elsewhere: boolean;
  /** Ids of the locations that they are of; of all when empty. */
  readonly locations: readonly string[];
}

/** Those who were removed last; what is no person is left out. */
export function readPeople(value: unknown): readonly ShopPerson[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isPerson)
    .map((person) => ({
      ...person,
      elsewhere: person.by === 'provider',
      locations: textsIn(person.locations),
    }))
    .toSorted((a, b) => Number(a.revoked) - Number(b.revoked) || a.name.localeCompare(b.name));
}

/** A relay of before says nothing of them. */
const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** `by` is told by no relay of before. */
type Told = Omit<ShopPerson, 'elsewhere'> & { readonly by?: unknown };

function isPerson(value: unknown): value is Told {
  if (typeof value !== 'object' || value === null) return false;
  const found = new Map<string, unknown>(Object.entries(value));
  return (
    ['user', 'name', 'role'].every((part) => typeof found.get(part) === 'string') &&
    ['revoked', 'password'].every((part) => typeof found.get(part) === 'boolean')
  );
}

const words: Readonly<Record<RelayTrouble, string>> = {
  offline: 'The relay cannot be reached: nothing was changed.',
  forbidden: 'That is not yours to change. Only an owner sees to an owner.',
  'not-found': 'There is nobody of that name any more.',
  gone: 'There is nobody of that name any more.',
  conflict: 'There is somebody of that user name already.',
  invalid: 'The relay did not take that. A user name has small letters, digits, dots and hyphens.',
  failed: 'The relay could not do it just now: nothing was changed.',
};

/** How somebody stands, in a word or two. */
export function describePerson({ revoked, elsewhere, password }: ShopPerson): string {
  if (revoked) return 'removed';
  if (elsewhere) return 'signs in elsewhere';
  return password ? 'has a password' : 'has not come yet';
}

export const describePeopleTrouble = (trouble: RelayTrouble): string => words[trouble];
