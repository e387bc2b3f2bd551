/** JSON as text from an untrusted peer: does it parse, and is it shallow enough for code that recurses into it? */
import { Unreadable } from './byte-reader.ts';

/** The parsed value. @throws Unreadable when it does not parse or nests deeper than `maxDepth`. */
export function parseJson(text: string, maxDepth: number): unknown {
  if (nesting(text) > maxDepth) throw new Unreadable('depth');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unreadable('json');
  }
}

const quote = 34;
const backslash = 92;

/** How deep brackets go outside of strings. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === backslash) i++;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth);
    else if (code === 93 || code === 125) depth--;
  }
  return deepest;
}
