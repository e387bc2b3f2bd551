/** What is taken as a password and as a PIN, as one decision (rule ACCOUNT-3): length above all, and nothing that says itself. */

export const shortestPassword = 10;
export const longestPassword = 256;

/** What guessing begins with. */
const everybodys = [
  'password',
  'passwort',
  'welcome',
  'letmein',
  'iloveyou',
  'secret',
  'admin',
  'solder',
  'repair',
];

/** What is wrong with a password, in words; undefined for one that is taken. `own` are words that everybody can guess of this person. */
export function unfitPassword(password: string, own: readonly string[]): string | undefined {
  const letters = Array.from(password.normalize('NFC'));
  if (letters.length < shortestPassword) return `A password has at least ${shortestPassword} characters.`;
  if (letters.length > longestPassword) return `A password has at most ${longestPassword} characters.`;
  if (/\p{Cc}/u.test(password)) return 'A password has no control characters.';
  if (new Set(letters).size < 4) return 'A password has more than three different characters.';
  const plain = lettersOf(password);
  if (isRun(plain)) return 'A password is no row of keys or numbers.';
  const left = [...everybodys, ...own]
    .map(lettersOf)
    .filter((word) => word.length > 2)
    // A whole name before its parts.
    .sort((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, ''), plain)
    .replace(/\d{0,4}$/, '');
  // Signs between letters count, as long as letters are not most of it.
  if (left.length < 4 && plain.length * 2 > letters.length)
    return 'A password is more than a name or a word that everybody tries first.';
  return undefined;
}

/** Four to eight digits that are no row and no repetition; what is wrong with them, in words. */
export function unfitPin(pin: string): string | undefined {
  if (!/^\d{4,8}$/.test(pin)) return 'A PIN has four to eight digits.';
  if (new Set(pin).size === 1 || isRun(pin)) return 'That PIN is the first that anybody tries.';
  return undefined;
}

const rows = ['01234567890', 'qwertyuiopasdfghjklzxcvbnm', 'abcdefghijklmnopqrstuvwxyz'];

/** Neighbours on the keyboard or in the alphabet, forwards or backwards, from the first to the last. */
const isRun = (text: string): boolean =>
  text !== '' &&
  rows.some(
    (row) => row.repeat(3).includes(text) || Array.from(row).toReversed().join('').repeat(3).includes(text),
  );

const lettersOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
