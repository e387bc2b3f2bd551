/** What the operator's dashboard asks for now and then, and when somebody looks closer. */
import type { HistoryEntry } from '../document/history/change.ts';
import type { Row } from '../document/types.ts';

export interface ShopTold {
  readonly shop: string;
  readonly title: string;
  readonly suspended: boolean;
  readonly records: number;
  readonly damaged: number;
  readonly people: number;
  readonly connections: number;
  /** Edits that were written back and that nobody has decided about. */
  readonly refused: number;
  /** Replicas that were here, and those among them that `devices` lists. */
  readonly devices: number;
  readonly unsynced: number;
  readonly quotas: { readonly users?: number; readonly sockets?: number; readonly records?: number };
}

/** A device that was not here for days, or has had something unsent for days. */
export interface UnsyncedDevice {
  readonly shop: string;
  readonly user: string;
  readonly id: string;
  /** What the device calls itself; empty where that is not known. */
  readonly device: string;
  readonly schema: string;
  readonly seen: number;
  /** As it told last. */
  readonly records: number;
  readonly edits: number;
  readonly unsentSince: number | null;
}

export interface StoredSize {
  readonly shop: string;
  readonly kind: string;
  readonly id: string;
  /** What its snapshot and the entries since then take on the disk. */
  readonly bytes: number;
  readonly entries: number;
  readonly damaged: boolean;
}

/** Looked at seldom: it reads tables, and is told again to whoever asks soon after. */
export interface Looked {
  /** When it was read, in milliseconds. */
  readonly at: number;
  readonly shops: readonly ShopTold[];
  readonly devices: readonly UnsyncedDevice[];
  /** The largest records, and how many of all are larger than `bloatedBytes`. */
  readonly largest: readonly StoredSize[];
  readonly bloated: number;
}

export interface ConnectionTold {
  readonly session: string;
  readonly shop: string;
  readonly user: string;
  readonly name: string;
  readonly role: string;
  readonly through: 'app' | 'plain';
  readonly since: number;
  /** Bytes that it was sent and has not read. */
  readonly behind: number;
  /** Records that it has open. */
  readonly open: number;
  /** The replica's own id, once it told it; empty before, and of stock clients. */
  readonly replica: string;
}

export interface Connections {
  /** How many there are that were asked for; `connections` has the first of them. */
  readonly all: number;
  readonly connections: readonly ConnectionTold[];
}

export interface DocumentTold {
  readonly shop: string;
  readonly kind: string;
  readonly id: string;
  readonly row: Row;
  readonly head: number;
  /** Up to where its log is folded. */
  readonly folded: number;
  readonly entries: number;
  readonly bytes: number;
  /** Yjs client ids that wrote it, one a session. */
  readonly clients: number;
  readonly authors: readonly string[];
  /** Parts of it that are lost or changed on the disk. */
  readonly damage: number;
  /** Something of it builds on what is not there. */
  readonly waits: boolean;
  /** The newest first. */
  readonly history: readonly HistoryEntry[];
  readonly more: boolean;
  /** Who has it open. */
  readonly here: readonly ConnectionTold[];
}

/** Whom to disconnect: one connection, or all of somebody's. */
export type Disconnect =
  { readonly shop: string; readonly session: string } | { readonly shop: string; readonly user: string };

/** From how many bytes a record is called bloated: an ordinary one takes a few thousand. */
export const bloatedBytes = 256 * 1024;
/** How long a device may be away, or keep something unsent, before it is listed; in milliseconds. */
export const unsyncedAfter = 2 * 24 * 3_600_000;
