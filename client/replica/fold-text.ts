/** Text as a search compares it: without case and accents. */
export const foldText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

/** The words of a query; all of them must occur. */
export const queryWords = (text: string): readonly string[] => foldText(text).split(/\s+/u).filter(Boolean);
