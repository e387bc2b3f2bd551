/** Why somebody is not signed in, or an account not changed: a closed list. Each is told in the same words whoever it was. */

export type AccountRefusal =
  /** The shop, the name or the password is not right: which of them is not said. */
  | 'wrong'
  /** The invitation is used, over, replaced or none. */
  | 'no-invitation'
  /** Not taken as a password or PIN; why is in the message. */
  | 'unfit'
  /** The PIN is wrong. */
  | 'wrong-pin'
  /** No PIN is set, or it was wrong too often: the password is needed. */
  | 'pin-locked'
  /** This device is not signed in as that person any more. */
  | 'ended'
  /** The shop is suspended. */
  | 'suspended'
  /** Too many tries; after `wait` milliseconds there is another one. */
  | 'wait';

export class AccountRefused extends Error {
  override readonly name = 'AccountRefused';
  readonly why: AccountRefusal;
  /** Milliseconds; 0 where waiting changes nothing. */
  readonly wait: number;

  constructor(why: AccountRefusal, message = why as string, wait = 0) {
    super(message);
    this.why = why;
    this.wait = wait;
  }
}

/** People of a suspended shop do not come in at any door (rule SHOP-2). */
export class ShopSuspended extends Error {
  override readonly name = 'ShopSuspended';
}
