/** Everybody of the shop, whether they are in or not: what they are, where they are, what they have claimed (row P2). */
import type { Row } from '../../../shared/document/types.ts';
import type { Present } from '../../../shared/protocol/messages.ts';
import { claimOf, type Claim } from '../board/claim.ts';

export interface Member {
  /** Their account; for an employee who has none, their record's id. */
  readonly user: string;
  readonly name: string;
  readonly role: string | null;
  /** `unknown` when this device cannot see who is in. */
  readonly state: 'active' | 'idle' | 'away' | 'unknown';
  readonly sessions: readonly Present[];
  readonly claims: readonly { readonly row: Row; readonly claim: Claim }[];
}

interface Situation {
  readonly self: { readonly id: string; readonly name: string; readonly role: string };
  /** Rows of employees who have not been deleted. */
  readonly employees: readonly Row[];
  /** Undefined without a connection. */
  readonly present: readonly Present[] | undefined;
  readonly devices: Iterable<Row>;
  readonly now: number;
}

interface Known {
  readonly name: string;
  readonly role: string | null;
}

const order = ['active', 'idle', 'unknown', 'away'] as const;

export function teamOf({ self, employees, present, devices, now }: Situation): readonly Member[] {
  const people = new Map<string, Known>([[self.id, { name: self.name, role: self.role }]]);
  for (const { user, name } of present ?? []) if (!people.has(user)) people.set(user, { name, role: null });
  for (const { id, fields } of employees) {
    const { user, name, role, active } = fields;
    const key = typeof user === 'string' && user !== '' ? user : id;
    const known = people.get(key);
    // Who left is of the team for as long as they are signed in.
    if (active === false && !known) continue;
    people.set(key, {
      name: typeof name === 'string' && name.trim() !== '' ? name.trim() : (known?.name ?? key),
      role: typeof role === 'string' ? role : (known?.role ?? null),
    });
  }
  const claims = Map.groupBy(
    [...devices].flatMap((row) => {
      const claim = claimOf(row, now);
      return claim ? [{ row, claim }] : [];
    }),
    ({ claim }) => claim.user,
  );
  const sessions = Map.groupBy(present ?? [], ({ user }) => user);
  return [...people]
    .map(([user, { name, role }]): Member => {
      const theirs = sessions.get(user) ?? [];
      return {
        user,
        name,
        role,
        state: stateOf(theirs, present),
        sessions: theirs,
        claims: claims.get(user) ?? [],
      };
    })
    .sort(
      (a, b) =>
        Number(b.user === self.id) - Number(a.user === self.id) ||
        order.indexOf(a.state) - order.indexOf(b.state) ||
        a.name.localeCompare(b.name, 'en-GB'),
    );
}

function stateOf(sessions: readonly Present[], present: readonly Present[] | undefined): Member['state'] {
  if (!present) return 'unknown';
  if (sessions.length === 0) return 'away';
  return sessions.every(({ idle }) => idle) ? 'idle' : 'active';
}
