/**
 * Who works on a device just now: a soft claim, which tells others and stops nobody, and ends by itself (rule KIND-4).
 * Here is what a claim is and how it is made and given back; how it looks is the board's and the record page's.
 */
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import type { Row } from '../../../shared/document/types.ts';
import { lengthText } from '../when.ts';

export interface Claim {
  /** A user's id. */
  readonly user: string;
  /** When it ends by itself, in corrected milliseconds. */
  readonly until: number;
}

/** How long a claim lasts without another word, in milliseconds. */
export const claimFor = 2 * 60 * 60_000;

/** Working on extends a claim, but writes at most this often, in milliseconds. */
export const extendsEvery = 15 * 60_000;

/** The claim that stands at `now`; null for none, for one that is over, and for what is none at all. */
export function claimOf(row: Pick<Row, 'fields'> | undefined, now: number): Claim | null {
  const user = row?.fields['claimedBy'];
  const until = row?.fields['claimedUntil'];
  if (typeof user !== 'string' || user === '' || typeof until !== 'number') return null;
  return until > now ? { user, until } : null;
}

/** Says that `user` works on it from `now` on; a claim of somebody else is taken over, one's own begins anew. */
export function claim(entity: EntityDocument, user: string, now: number, lasting = claimFor): void {
  entity.change(() => {
    if (entity.get('claimedBy') !== user) entity.set('claimedBy', user);
    entity.set('claimedUntil', Math.floor(now + lasting));
  });
}

export function release(entity: EntityDocument): void {
  entity.change(() => {
    entity.set('claimedBy', null);
    entity.set('claimedUntil', null);
  });
}

/**
 * Goes on with a claim that `user` has, for when they open the device or type in it. One that was made or extended
 * lately stays as it is; one of somebody else, or that is over, is left alone. Answers whether it wrote.
 */
export function extendClaim(entity: EntityDocument, user: string, now: number): boolean {
  const until = entity.get('claimedUntil');
  if (entity.get('claimedBy') !== user || typeof until !== 'number') return false;
  if (until <= now || until > now + claimFor - extendsEvery) return false;
  entity.set('claimedUntil', Math.floor(now) + claimFor);
  return true;
}

/** What is left of a claim, short enough for a card: `1 h 35 min`, `12 min`. */
export const timeLeft = ({ until }: Claim, now: number): string =>
  lengthText(Math.max(1, Math.ceil((until - now) / 60_000)) * 60_000);
