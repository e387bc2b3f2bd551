/** What the relay tells of its work while it does it. Called for every edit and every write to a socket: it counts, and no more. */
export interface Meter {
  /** An edit is on disk, and its sender is about to hear so; milliseconds since it came. */
  readonly stored: (took: number) => void;
  /** So many updates of one peer are on disk; several that were typed in one turn may be one edit there. */
  readonly acknowledged: (updates: number) => void;
  /** So many updates were typed in one turn with another one, and went to the disk in its edit. */
  readonly joined: (updates: number) => void;
  /** Frames that leave for one socket in one write. */
  readonly sent: (frames: number, bytes: number) => void;
}

export const noMeter: Meter = { stored: () => {}, acknowledged: () => {}, joined: () => {}, sent: () => {} };
