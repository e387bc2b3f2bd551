/** What is kept and told when somebody is given another right, or loses it (rules OIDC-12 and AUDIT-4). */
import type { SaidHere } from '../store/account-store.ts';
import type { AuditLine, User } from '../store/store.ts';
import { actLine } from './act-line.ts';
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

/** `at` is the relay's time. */
export const rightsLine = (user: User, by: Says, at: number): AuditLine =>
  actLine(user.shop, user.revoked ? 'removed' : 'rights-given', at, {
    by,
    whom: user.id,
    what: describeRights(user),
  });
