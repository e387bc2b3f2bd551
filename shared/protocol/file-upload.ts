/**
 * What both ends know of files (photos and signatures): their renditions and types, how large they may be, and the
 * names that an upload over tus 1.0.0 uses. Knows neither disks nor pictures.
 */

/** A file and its small picture lie under one id. */
export const renditions = ['full', 'thumb'] as const;
export type Rendition = (typeof renditions)[number];

export const isRendition = (text: unknown): text is Rendition => renditions.some((known) => known === text);

/** What a file may be, and how its name ends. Never SVG: that is a program. */
export const imageTypes = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
} as const;
export type ImageType = keyof typeof imageTypes;

export const isImageType = (text: unknown): text is ImageType =>
  typeof text === 'string' && Object.hasOwn(imageTypes, text);

/** In bytes. A photo as the app makes it has some 600 KB, its thumb some 15. */
export const largestFile: Readonly<Record<Rendition, number>> = { full: 16 * 2 ** 20, thumb: 2 ** 19 };

/** SHA-256 in lower-case hex. */
export const isSha256 = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);

export const tusVersion = '1.0.0';
/** The media type of a piece. */
export const pieceType = 'application/offset+octet-stream';

/** What the `type` of every problem begins with; its kind follows. */
export const problemType = 'urn:solder:problem:';

/**
 * Why the relay did not take a file, as the last part of a problem's `type`, and what its sender should do:
 * `restart` from the first byte, `again` later as it was, `never`, or only when a `person` asks for it.
 */
export const fileProblems = {
  /** The id is taken by other content. */
  'other-content': 'never',
  /** The file was removed for good. */
  gone: 'never',
  'too-large': 'never',
  'unsupported-media-type': 'never',
  'bad-request': 'never',
  /** The pieces do not add up to what was announced; they were thrown away. */
  'checksum-mismatch': 'restart',
  /** The piece begins somewhere else than the last one ended, or there is no such upload any more. */
  'offset-mismatch': 'restart',
  'not-found': 'restart',
  /** The shop's files fill the room they have. */
  'quota-exceeded': 'person',
  forbidden: 'person',
  unauthorized: 'again',
  'too-many-requests': 'again',
  unavailable: 'again',
  internal: 'again',
} as const;
export type FileProblemKind = keyof typeof fileProblems;
