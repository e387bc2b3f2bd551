/**
 * What a backup says of itself. Its first part names the format, so that a file that is none, or is of a newer version, is
 * known at once; its last one, the manifest, lists every other with its size and checksum, so that what was cut short or
 * changed is named. Pure.
 */
import { createHash } from 'node:crypto';

/** Rises when an older version could not restore a backup any more. */
export const backupFormat = 2;

/** Parts with a name of their own; photos and signatures are `files/…`, and bridges `bridge/…`, as they lie in the data folder. */
export const partNames = {
  head: 'solder-backup.json',
  store: 'store.sqlite',
  tail: 'store.sqlite-wal',
  signingKey: 'keys/token.key',
  secretKeys: 'keys/secrets.keys',
  demo: 'demo-complete',
  manifest: 'manifest.json',
} as const;

export interface BackupPart {
  readonly name: string;
  readonly size: number;
  /** In lower-case hex. */
  readonly sha256: string;
}

export interface ShopHead {
  readonly shop: string;
  /** The newest number of its log that is in the backup. */
  readonly head: number;
}

export interface BackupHead {
  readonly format: number;
  /** The version of Solder that wrote it. */
  readonly solder: string;
  /** When it was begun, in milliseconds. */
  readonly begun: number;
}

export interface Manifest extends BackupHead {
  /** When it was complete: all that was acknowledged before is in it. */
  readonly at: number;
  readonly epoch: string;
  /** How many steps the tables had taken. */
  readonly tables: number;
  readonly shops: readonly ShopHead[];
  /** In the order in which they lie in the file, all but the manifest itself. */
  readonly parts: readonly BackupPart[];
}

/** As it lies in the backup: with the checksum of what it says on a line of its own. */
export function writeManifest(manifest: Manifest): Uint8Array {
  const text = JSON.stringify(manifest);
  return new TextEncoder().encode(`${text}\n${sha256Of(text)}\n`);
}

/** Undefined when it is not as it was written. */
export function readManifest(bytes: Uint8Array): Manifest | undefined {
  const [text = '', sum] = new TextDecoder().decode(bytes).split('\n');
  if (sum !== sha256Of(text)) return undefined;
  // Whoever wrote the checksum wrote this.
  return JSON.parse(text) as Manifest;
}

/** Undefined when it is none. */
export function readHead(bytes: Uint8Array): BackupHead | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof read !== 'object' || read === null || !('format' in read)) return undefined;
    return typeof read.format === 'number' && 'solder' in read ? (read as BackupHead) : undefined;
  } catch {
    return undefined;
  }
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
