/** What a scan of an update tells, and the limits it keeps. */

/** What one client wrote, as the update has it. */
export interface ClientRange {
  readonly client: number;
  /** The clock of its first struct. */
  readonly from: number;
  /** The clock after its last. */
  readonly to: number;
  /** Whether a stretch between the two is missing (a Skip): the update was merged from parts with a gap. */
  readonly gap: boolean;
  /** Where its section lies in the update, in bytes. */
  readonly begin: number;
  readonly end: number;
  /** Where its structs begin, behind their number, the client and its clock. */
  readonly structsAt: number;
}

/** Bits of `Scan.contents`: everything that Yjs can put into an item, and what of it a reader may want to refuse. */
export const contents = {
  gc: 1,
  skip: 2,
  deleted: 4,
  json: 8,
  binary: 16,
  string: 32,
  embed: 64,
  format: 128,
  /** A nested shared type. */
  type: 256,
  any: 512,
  subdocument: 1024,
  /** A BigInt in an any value. */
  bigint: 2048,
  /** A byte array inside an any value. */
  bytes: 4096,
  /** An object key `__proto__` in an any value: reading it would set a prototype (fault fact 12). */
  prototypeKey: 8192,
  /** A NaN or an infinity in an any value. */
  notFinite: 16384,
  /** An entry under a key of a map or an attribute (parentSub). */
  keyed: 32768,
} as const;
export type ContentName = keyof typeof contents;

export interface Scan {
  readonly type: 'scan';
  /** Highest client id first, as Yjs writes them. */
  readonly clients: readonly ClientRange[];
  readonly structs: number;
  /** Elements that its lists gain, in all roots and types together: values of any kind, one clock tick each. */
  readonly elements: number;
  /** Deleted ranges. */
  readonly deletes: number;
  /** Names of root types that items name as their parent. Items that only name a neighbour do not tell theirs. */
  readonly roots: readonly string[];
  /** Which of `contents` are in it. */
  readonly contents: number;
  /** Where the delete set begins, in bytes. */
  readonly deletesAt: number;
}

export const hasContent = (scan: Scan, name: ContentName): boolean => (scan.contents & contents[name]) !== 0;

export interface ScanLimits {
  readonly bytes: number;
  readonly clients: number;
  readonly structs: number;
  readonly deletes: number;
  /** No clock goes beyond this. */
  readonly clock: number;
  /** Distinct root names; Yjs makes a type for each, also when the rest stays pending. */
  readonly roots: number;
  /** Bytes of a root name. */
  readonly rootBytes: number;
  /** Nesting of any values and JSON; Yjs recurses into both. */
  readonly depth: number;
}

export const scanLimits: ScanLimits = {
  bytes: 16 * 1024 * 1024,
  clients: 100_000,
  structs: 2_000_000,
  deletes: 2_000_000,
  clock: 2 ** 31 - 1,
  roots: 1_024,
  rootBytes: 256,
  depth: 64,
};
