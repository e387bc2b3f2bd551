/** What is kept and told when somebody is given another right, or loses it (rules OIDC-12 and AUDIT-4). */
import type { Author } from '../../shared/lib/ids.ts';
import type { SaidHere } from '../store/account-store.ts';
import type { AuditLine, User } from '../store/store.ts';
import type { Says } from './relay.ts';

/** Which part of somebody's rights the shop itself says anew: all of whom it takes in, else what is another than before. */
export function saidHere(before: User | undefined, after: User, at: number): SaidHere {
  const isNew = !before || (before.revoked && !after.revoked);
  const isMoved = JSON.stringify(before?.locations) !== JSON.stringify(after.locations);
  return {
    ...((isNew || before.role !== after.role) && { roleAt: at }),
    ...((isNew || isMoved) && { locationsAt: at }),
  };
}

/** For people who read the audit and the log. */
const describeRights = ({ role, revoked, locations }: User): string =>
  revoked ? 'removed' : locations ? `${role} of ${locations.join(', ')}` : role;

/** `at` is the relay's time. Nobody's user id begins with an @. */
export const rightsLine = (user: User, by: Says, at: number) =>
  ({
    shop: user.shop,
    at,
    user: typeof by === 'object' ? by.user : (`@${by}` as Author),
    whom: user.id,
    session: '',
    through: typeof by === 'object' ? 'rest' : by,
    record: '',
    rule: user.revoked ? 'removed' : 'rights-given',
    bytes: 0,
    what: describeRights(user),
  }) satisfies AuditLine;
