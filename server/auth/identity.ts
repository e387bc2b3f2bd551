/** Who is on the other end of a socket or a request, as its verified token says. */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';

export interface Identity {
  readonly shop: ShopId;
  readonly user: Author;
  readonly name: string;
  readonly role: Role;
  /** When the token ends, in milliseconds. */
  readonly expires: number;
  /** The device that they signed in on; absent where the token is of no device: the demo's, the command line's, another issuer's. */
  readonly device?: string;
  /** The locations that they belong to; all when absent. */
  readonly locations?: readonly string[];
  /** The shop keeps its locations apart: who belongs to some sees those alone (section PLACE). */
  readonly apart?: true;
}

/**
 * Checks a token; undefined for one that is forged, expired or for another audience.
 * @throws ShopSuspended when their shop is.
 * @throws NotDone `conflict` when they are new to the shop, and it has no room for one more.
 * @throws StoreUnavailable when the user's present role cannot be read: then nobody is let in, and nobody is told
 * that the token is bad either.
 */
export type VerifyToken = (token: string) => Promise<Identity | undefined>;
