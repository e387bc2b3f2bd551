/** Whom a filter in an address means. The same link shows everybody their own. */

/** Stands in the address for whoever looks at it. */
export const me = 'me';
/** Stands in the address for no person at all. */
export const nobody = 'none';

/**
 * @param text as in the address
 * @param user the id of whoever looks
 * @returns a user's id, null for nobody, undefined where nothing is asked
 */
export function askedPerson(text: string | null, user: string): string | null | undefined {
  if (text === null || text === '') return undefined;
  if (text === me) return user;
  return text === nobody ? null : text;
}
