/** Whom a manager may see to (rules PEOPLE-3 and PLACE-6). */
import type { Identity } from '../auth/identity.ts';
import type { User } from '../store/store.ts';
import { Problem } from './problem.ts';

/**
 * Of owners only an owner; and who belongs to some locations sees to people of those alone, since whoever signs in as another sees
 * what that one sees.
 * @throws Problem `forbidden`
 */
export function mayTouch(
  identity: Pick<Identity, 'role' | 'locations'>,
  user: Pick<User, 'role' | 'locations'> | undefined,
  role: User['role'],
): void {
  if (identity.role !== 'owner' && [user?.role, role].includes('owner')) {
    throw new Problem('forbidden', 'Only an owner sees to an owner.');
  }
  if (!isWithin(identity, user)) throw new Problem('forbidden', 'They are of locations that you are not of.');
}

/** Whether somebody is of no location but those of whoever asks. Of nobody nothing is known, and nothing is kept. */
export const isWithin = (
  { locations: own }: Pick<Identity, 'locations'>,
  user: Pick<User, 'locations'> | undefined,
): boolean => {
  if (!own || !user) return true;
  const { locations = [] } = user;
  // Who is of none in particular is of all.
  return locations.length > 0 && locations.every((each) => own.includes(each));
};
