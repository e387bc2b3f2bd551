/** Text as a search compares it: without case, accents and the different shapes of one letter. */

const ascii = /^\p{ASCII}*$/u;
/** Letters that no decomposition takes apart. */
const joined: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  þ: 'th',
};

export const foldText = (text: string): string =>
  ascii.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase()
        .replace(/[ßæœøđðłħıþ]/g, (letter) => joined[letter] ?? letter);

/** The words of a query; all of them must occur. */
export const queryWords = (text: string): readonly string[] => foldText(text).split(/\s+/u).filter(Boolean);
