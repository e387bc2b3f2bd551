/**
 * What is stored of how people sign in, as a part of the storage port: hashes of passwords, PINs, invitations and refresh
 * tokens, never one of these themselves. In the store's own file and not in another one: whoever is removed, a shop that goes and
 * a backup are then one matter (docs/decisions/0020-accounts-in-the-store.md). What they mean is `server/accounts`' business.
 */
import type { Author, ShopId } from '../../shared/lib/ids.ts';

export interface AccountName {
  readonly shop: ShopId;
  readonly user: Author;
}

export interface StoredAccount {
  /** The hash with its parameters; null before an invitation was followed. */
  readonly password: string | null;
  readonly passwordAt: number | null;
  /** The hash of the PIN with its parameters; null for who has none. */
  readonly pin: string | null;
  /** PINs that were tried since the last right one or the last sign-in by password. */
  readonly pinTries: number;
}

export interface Invitation {
  /** Of the code, in hex. */
  readonly hash: string;
  /** A user of the shop, or `operator`. */
  readonly by: string;
  readonly at: number;
  /** All moments are the relay's, in milliseconds. */
  readonly expires: number;
}

/** A device on which somebody signed in: a family of refresh tokens, each made from the one before. */
export interface SignedInDevice extends AccountName {
  readonly id: string;
  /** What the device calls itself. */
  readonly device: string;
  readonly made: number;
  /** When its token was renewed last. */
  readonly used: number;
  /** The end, however often it is renewed. */
  readonly expires: number;
}

export interface Renewal {
  readonly id: string;
  /** Hashes of the token that is shown and of the one that takes its place. */
  readonly shown: string;
  readonly next: string;
  readonly at: number;
  /** What was used last before this moment has been idle for too long. */
  readonly idleSince: number;
}

export type Renewed =
  | { readonly as: 'renewed'; readonly device: SignedInDevice }
  /** No such family, or no token of it; a token that was used before ended the family in this moment. */
  | { readonly as: 'unknown' }
  | { readonly as: 'reused'; readonly device: SignedInDevice }
  | { readonly as: 'expired'; readonly device: SignedInDevice };

/** When a shop itself said last what somebody may do, by the relay's time, in milliseconds. */
export interface SaidHere {
  readonly roleAt?: number;
  readonly locationsAt?: number;
}

/** Who said last what somebody may do (rule OIDC-12). It stays with them, however often they are removed. */
export interface Said extends Required<SaidHere> {
  /** What an identity provider said, as text; empty where it said nothing. */
  readonly provider: string;
}

/** Each call is in one transaction, and on disk before it is answered. */
export interface AccountStore {
  /** Undefined for somebody who was never invited. */
  account(name: AccountName): Promise<StoredAccount | undefined>;
  /**
   * Sets a password, forgets the PIN's tries and an invitation, and ends all devices but `keep`; answers those that ended.
   */
  setPassword(
    name: AccountName,
    password: string,
    at: number,
    keep?: string,
  ): Promise<readonly SignedInDevice[]>;
  /** Puts the same password, hashed anew, in the place of one that nobody changed meanwhile. */
  rehash(name: AccountName, from: string, to: string): Promise<boolean>;
  setPin(name: AccountName, pin: string | null): Promise<void>;
  /** Counts a try before it is made, so that many at once are no more than many; undefined when none is left, or no PIN is there. */
  takePinTry(name: AccountName, most: number): Promise<string | undefined>;
  clearPinTries(name: AccountName): Promise<void>;

  /** Takes the place of an earlier one of the same person. */
  invite(name: AccountName, invitation: Invitation): Promise<void>;
  /** Whose it is; undefined when there is none that is good still. */
  invitation(hash: string, now: number): Promise<AccountName | undefined>;
  /** Uses an invitation up and sets the password, as `setPassword` does; undefined when it is not good any more. */
  accept(
    hash: string,
    password: string,
    now: number,
  ): Promise<{ readonly name: AccountName; readonly ended: readonly SignedInDevice[] } | undefined>;

  /** `token` is the hash of its first refresh token. Those of the same person that are over go. */
  openDevice(device: SignedInDevice, token: string, idleSince: number): Promise<void>;
  /**
   * Takes a refresh token for the next one. The one before the newest is taken as long as the newest was never shown: its answer
   * may have been lost. Any other one ends the family (rule SESSION-3).
   */
  renew(renewal: Renewal): Promise<Renewed>;
  device(id: string): Promise<SignedInDevice | undefined>;
  /** What an identity provider is asked again with for this device, sealed; empty where there is none. It goes with the device. */
  upstream(id: string): Promise<string>;
  setUpstream(id: string, sealed: string): Promise<void>;
  /** All empty and 0 for somebody who is not in the shop's list. */
  said(name: AccountName): Promise<Said>;
  /** What an identity provider said; of somebody who is not in the shop's list nothing is kept. */
  setSaid(name: AccountName, word: string): Promise<void>;
  /** The one that was used last comes first. */
  devices(name: AccountName): Promise<readonly SignedInDevice[]>;
  /** False when the person has no such device. */
  endDevice(name: AccountName, id: string): Promise<boolean>;
  /** Forgets password, PIN, invitation and devices; answers the devices. */
  forgetAccount(name: AccountName): Promise<readonly SignedInDevice[]>;
}
