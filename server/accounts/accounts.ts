/**
 * The port towards HTTP and the command line: how people sign in with a password or a PIN, on which devices they are, and how that
 * ends (sections ACCOUNT, SESSION and PIN of docs/SPEC.md). Knows neither HTTP nor cookies.
 */
import type { Doer } from '../relay/act-line.ts';
import type { AccountName, SignedInDevice } from '../store/account-store.ts';
import type { User } from '../store/store.ts';

/** Somebody who is in, on a device. */
export interface Entered {
  readonly user: User;
  readonly token: string;
  /** When the token ends, by the relay's clock, in milliseconds. */
  readonly expires: number;
  /** For the device's cookie alone. */
  readonly refresh: string;
  /** When that ends if it is not used. */
  readonly until: number;
}

/** From where and on what somebody signs in. */
export interface Asking {
  readonly address: string;
  /** What the device calls itself. */
  readonly device: string;
}

export interface Accounts {
  /** @throws AccountRefused `wrong`, `wait`, `suspended` */
  signIn(name: AccountName, password: string, asking: Asking): Promise<Entered>;
  /** A device of somebody's for whom another one vouches. */
  enter(user: User, asking: Asking): Promise<Entered>;
  /** @throws AccountRefused `ended`, `suspended` */
  refresh(name: AccountName, token: string): Promise<Entered>;
  /** As `refresh`, for whoever comes to a device that others use, too. @throws AccountRefused also `wrong-pin`, `pin-locked` */
  unlock(name: AccountName, token: string, pin: string): Promise<Entered>;
  /** Ends this device; quietly also when it has ended. */
  signOut(name: AccountName, token: string): Promise<void>;

  /** Answers the code of a new invitation, and until when it is good. */
  invite(name: AccountName, by: Doer): Promise<{ readonly code: string; readonly expires: number }>;
  /** Whose invitation it is. @throws AccountRefused `no-invitation`, `wait` */
  invited(code: string, asking: Asking): Promise<User>;
  /** @throws AccountRefused `no-invitation`, `unfit`, `wait`, `suspended` */
  accept(code: string, password: string, asking: Asking): Promise<Entered>;
  /** All other devices end. @throws AccountRefused `wrong`, `unfit`, `wait` */
  changePassword(name: AccountName, change: PasswordChange): Promise<void>;
  /** Null takes the PIN away. @throws AccountRefused `wrong`, `unfit`, `wait` */
  setPin(name: AccountName, password: string, pin: string | null, asking: Asking): Promise<void>;
  hasPin(name: AccountName): Promise<boolean>;
  hasPassword(name: AccountName): Promise<boolean>;

  devices(name: AccountName): Promise<readonly SignedInDevice[]>;
  /** `by` is told in the audit; nothing is where whoever asks tells it. False when the person has no such device. */
  endDevice(name: AccountName, id: string, by?: Doer): Promise<boolean>;
  endAllDevices(name: AccountName, by: Doer): Promise<number>;
  /** Forgets how they sign in, for somebody who is removed. */
  forget(name: AccountName): Promise<void>;
}

export interface PasswordChange extends Asking {
  readonly current: string;
  readonly password: string;
  /** The device that goes on. */
  readonly keep?: string;
}
