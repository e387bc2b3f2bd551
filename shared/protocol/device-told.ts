/** What managers are told of the devices of their shop, over HTTP (rule DEVICE-6). */
import type { Tally } from './messages.ts';

export interface DeviceTold {
  /** The replica's own id. */
  readonly id: string;
  readonly user: string;
  /** The person's name; their id where they have none. */
  readonly name: string;
  /** What the device calls itself; empty where that is not known. */
  readonly device: string;
  /** The version of its schema. */
  readonly schema: string;
  readonly connected: boolean;
  /** When it was here last, in milliseconds of the relay's clock. */
  readonly seen: number;
  /** Changes of the shop that it had not taken in then, at least; null when that is not known. */
  readonly behind: number | null;
  /** Records and edits that were unsent, as it told last. */
  readonly records: number;
  readonly edits: number;
  readonly unsentSince: number | null;
  /** Null for a device that told none. */
  readonly counts: Omit<Tally, 'type' | 'id'> | null;
}

export interface DevicesTold {
  /** The relay's time, against which all others are to be held. */
  readonly now: number;
  readonly devices: readonly DeviceTold[];
}
