/**
 * Walks over an item's content. The kinds are Yjs's `contentRefs`; each has a length in clock ticks, which is what
 * the walk is for: without it the clocks of the following structs cannot be told.
 */
import { Unreadable, type ByteReader } from './byte-reader.ts';
import { parseJson } from './json-text.ts';
import { contents } from './scan.ts';
import { skipAny, skipBytes, skipObject, skipText } from './scan-any.ts';

/** What the walk has found in all items so far. */
export interface Found {
  contents: number;
  /** Elements of lists. */
  elements: number;
}

const anyObject = 118;
/** Array, map, text, XML element, fragment, hook, XML text. Elements and hooks carry a name. */
const typeRefs = 7;
const namedTypes: readonly number[] = [3, 5];

/** @returns the content's length in clock ticks, never 0. @throws Unreadable */
export function skipContent(reader: ByteReader, ref: number, depth: number, found: Found): number {
  switch (ref) {
    case 1:
      found.contents |= contents.deleted;
      return nonEmpty(reader.uint());
    case 2:
      found.contents |= contents.json;
      return tally(found, skipJsonList(reader, depth));
    case 3:
      found.contents |= contents.binary;
      skipBytes(reader, reader.length());
      return 1;
    case 4:
      found.contents |= contents.string;
      return nonEmpty(skipText(reader));
    case 5:
      found.contents |= contents.embed;
      parseJson(reader.text(), depth);
      return 1;
    case 6:
      found.contents |= contents.format;
      skipText(reader);
      parseJson(reader.text(), depth);
      return 1;
    case 7:
      found.contents |= contents.type;
      skipType(reader);
      return 1;
    case 8: {
      const count = nonEmpty(reader.count(1));
      let bits = contents.any as number;
      for (let i = 0; i < count; i++) bits |= skipAny(reader, depth);
      found.contents |= bits;
      return tally(found, count);
    }
    case 9:
      found.contents |= contents.subdocument;
      skipText(reader);
      // Yjs spreads the options without asking what they are.
      if (reader.byte() !== anyObject) throw new Unreadable('struct');
      found.contents |= skipObject(reader, depth);
      return 1;
    default:
      throw new Unreadable('struct');
  }
}

function tally(found: Found, count: number): number {
  found.elements += count;
  return count;
}

function skipJsonList(reader: ByteReader, depth: number): number {
  const count = nonEmpty(reader.count(1));
  for (let i = 0; i < count; i++) {
    const text = reader.text();
    if (text !== 'undefined') parseJson(text, depth);
  }
  return count;
}

function skipType(reader: ByteReader): void {
  const type = reader.uint();
  if (type >= typeRefs) throw new Unreadable('struct');
  if (namedTypes.includes(type)) skipText(reader);
}

/** A struct without length is never made by Yjs and confuses its search for clocks. */
export function nonEmpty(length: number): number {
  if (length === 0) throw new Unreadable('struct');
  return length;
}
