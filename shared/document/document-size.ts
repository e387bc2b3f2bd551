/**
 * How large a document is, so that nobody grows one until no reader can take it (rule REFUSE-8). A running measure:
 * what integrating emitted is added up, which is never too little, and the document is encoded again only when the
 * sum comes near a bound after it has grown by a good part of it. Knows bytes and roots; judges nothing.
 */
import * as Y from 'yjs';
import type { RootChange } from './observed-changes.ts';

/** Bytes of a document's encoded state: with its frame still below what a relay queues for one reader. */
export const maxDocument = 7 * 1024 * 1024;

/** Roots in a document: Yjs looks through all of them for the name of each. */
export const maxRoots = 256;

/**
 * Whether a document would get too many roots. To be asked before `admit`, with the roots that a scan of the update
 * names, and answered with a close: a root once named stays in the document, refused or not.
 */
export function wouldCrowdRoots({ share }: Y.Doc, named: readonly string[]): boolean {
  if (share.size + named.length <= maxRoots) return false;
  return share.size + named.filter((name) => !share.has(name)).length > maxRoots;
}

/**
 * What has no room for more: nothing; what this version does not know, which has the first half of the bytes, so that
 * the declared fields always have the other; everything.
 */
export type Crowding = 'none' | 'unknown' | 'all';

/** The running measure of one document. */
export interface Measure {
  bytes: number;
  /** How much of `bytes` was added up since the document was encoded. */
  added: number;
}

const measures = new WeakMap<Y.Doc, Measure>();

/** What a document was made of, in bytes: it is not encoded to find out, as long as that is far below a bound. */
export function noteMadeOf(doc: Y.Doc, bytes: number): void {
  measures.set(doc, { bytes, added: bytes });
}

/** About its bytes, never too few; undefined of one whose making was not noted and that nobody wrote in. */
export const knownSize = (doc: Y.Doc): number | undefined => measures.get(doc)?.bytes;

/** The bytes of the document as it is, before `incoming` more; at most a sixteenth of `max` too many. */
export function measureOf(doc: Y.Doc, incoming: number, max: number): Measure {
  const measure = measures.get(doc);
  if (measure && (measure.bytes + incoming <= max / 2 || measure.added < max / 16)) return measure;
  const exact = { bytes: Y.encodeStateAsUpdate(doc).length, added: 0 };
  measures.set(doc, exact);
  return exact;
}

/** Adds what integrating an update emitted. */
export function noteGrowth(measure: Measure, bytes: number): void {
  measure.bytes += bytes;
  measure.added += bytes;
}

/**
 * What one root's change finds. Shortening and replacing by what is no larger always finds room.
 *
 * @param before the document's bytes before the update, which has `incoming`
 */
export function crowdingOf(change: RootChange, before: number, incoming: number, max: number): Crowding {
  if (before + incoming <= max / 2) return 'none';
  const growth = weightOf(change.added) - weightOf(change.deleted);
  if (growth <= 0 || before + growth <= max / 2) return 'none';
  return before + growth <= max ? 'unknown' : 'all';
}

/** About the bytes that items take in an encoded state. */
const weightOf = (items: readonly Y.Item[]): number =>
  items.reduce((sum, { content }) => sum + weightOfContent(content), 0);

const itemOverhead = 12;

function weightOfContent(content: Y.Item['content']): number {
  if (content instanceof Y.ContentString) return itemOverhead + content.str.length;
  if (content instanceof Y.ContentAny) return itemOverhead + weightOfValue(content.arr);
  if (content instanceof Y.ContentBinary) return itemOverhead + content.content.length;
  if (content instanceof Y.ContentType || content instanceof Y.ContentDoc) return itemOverhead;
  if (content instanceof Y.ContentEmbed) return itemOverhead + weightOfValue(content.embed);
  if (content instanceof Y.ContentFormat) return itemOverhead + weightOfValue([content.key, content.value]);
  return itemOverhead + weightOfValue(content.getContent());
}

/** Recurses no deeper than a scan lets values nest. */
function weightOfValue(value: unknown): number {
  if (typeof value === 'string') return 2 + value.length;
  if (typeof value === 'number' || typeof value === 'bigint') return 9;
  if (value instanceof Uint8Array) return 2 + value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 2;
  if (Array.isArray(value)) for (const inner of value) weight += weightOfValue(inner);
  else for (const [key, inner] of Object.entries(value)) weight += 1 + key.length + weightOfValue(inner);
  return weight;
}
