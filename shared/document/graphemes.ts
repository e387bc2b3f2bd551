/**
 * A text as the letters that a person sees, so that none is cut in two. `Intl.Segmenter` copies the whole text for each of them,
 * so it is only asked about small pieces, and not about plain letters at all.
 */

/** A piece that is handed to the segmenter, in UTF-16 units: longer than any letter that somebody means. */
const piece = 256;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function graphemesOf(text: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBoundary(text, at + 1)) {
      found.push(text.charAt(at));
      at++;
      continue;
    }
    const end = Math.min(at + piece, text.length);
    const segments = Array.from(segmenter.segment(text.slice(at, end)), ({ segment }) => segment);
    // The last one may go on behind the piece.
    if (end < text.length && segments.length > 1) segments.pop();
    for (const segment of segments) {
      found.push(segment);
      at += segment.length;
    }
  }
  return found;
}

/** Whether two letters end and begin here whatever else is in the text; false says that it is not known. */
export function isBoundary(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true;
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return before < 0x80 && after < 0x80 && !(before === 0x0d && after === 0x0a);
}

/** Words and what is between them, of the letters that are given. */
export function wordsOf(letters: readonly string[]): string[] {
  const words: string[] = [];
  let inWord = false;
  for (const letter of letters) {
    const isWord = /^[\p{L}\p{N}]/u.test(letter);
    if (isWord && inWord) words[words.length - 1] += letter;
    else words.push(letter);
    inWord = isWord;
  }
  return words;
}
