/** Who is at the bench: those who have claimed a device, look at one, or work on devices in this shop (row P2). */
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { Present } from '../../../shared/protocol/messages.ts';
import { claimOf, type Claim } from './claim.ts';

export interface Bencher {
  readonly user: string;
  /** `away` is somebody who has no page of the shop open. */
  readonly state: 'active' | 'idle' | 'away';
  readonly claims: readonly { readonly row: Row; readonly claim: Claim }[];
  /** Ids of devices that they have on a screen and have not claimed. */
  readonly looksAt: readonly string[];
}

interface Situation {
  /** Devices in the shop. */
  readonly rows: Iterable<Row>;
  readonly present: readonly Present[];
  /** Ids of those who belong to the bench, whether they are in or not. */
  readonly engineers: Iterable<string>;
  readonly now: number;
}

const states = ['active', 'idle', 'away'] as const;

export function atTheBench({ rows, present, engineers, now }: Situation): readonly Bencher[] {
  const claims = new Map<string, { row: Row; claim: Claim }[]>();
  for (const row of rows) {
    const claim = claimOf(row, now);
    if (!claim) continue;
    const theirs = claims.get(claim.user);
    if (theirs) theirs.push({ row, claim });
    else claims.set(claim.user, [{ row, claim }]);
  }
  const sessions = Map.groupBy(present, ({ user }) => user);
  const looking = new Map<string, readonly string[]>();
  for (const [user, theirs] of sessions) {
    const ids = theirs.flatMap(({ at }) => {
      const name = parseEntityKey(at);
      return name?.kind === 'device' ? [name.id] : [];
    });
    if (ids.length > 0) looking.set(user, [...new Set(ids)]);
  }
  const users = new Set([...engineers, ...claims.keys(), ...looking.keys()]);
  return [...users]
    .map((user): Bencher => {
      const theirs = sessions.get(user) ?? [];
      const held = (claims.get(user) ?? []).sort((a, b) => b.claim.until - a.claim.until);
      return {
        user,
        state: theirs.length === 0 ? 'away' : theirs.every(({ idle }) => idle) ? 'idle' : 'active',
        claims: held,
        looksAt: (looking.get(user) ?? []).filter((id) => held.every(({ row }) => row.id !== id)),
      };
    })
    .sort(
      (a, b) =>
        Number(b.claims.length > 0) - Number(a.claims.length > 0) ||
        states.indexOf(a.state) - states.indexOf(b.state) ||
        (a.user < b.user ? -1 : 1),
    );
}
