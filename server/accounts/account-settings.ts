/** How long things of accounts are good, in milliseconds. What an operator may set is in `server/config.ts`. */

const minute = 60_000;
const day = 24 * 60 * minute;

export interface AccountSettings {
  /** A device that was not used for so long signs in again: long enough for weeks without a network. */
  readonly idle: number;
  /** A device signs in again after this time, however often it was used. */
  readonly absolute: number;
}

export const usualSettings: AccountSettings = { idle: 60 * day, absolute: 180 * day };
/** A token that opens doors: whatever it was stolen for is over soon. */
export const accessLife = 15 * minute;
export const invitationLife = 7 * day;
/** PINs that may be wrong before the password is needed. */
export const mostPinTries = 5;
export const longestDeviceName = 80;
