/** Somebody whose updates a load sends. Knows nothing of sockets. */
export interface Source {
  readonly client: number;
  /** The clock after the newest update. */
  readonly clock: number;
  /** What the newest update deletes, as the clock of it, where it does nothing else: its clock does not tell that it came. */
  readonly onlyDeletes: number | undefined;
  next(): Uint8Array;
  /** What stands of it in the document now: its letters, or its value as JSON. */
  readonly left: string;
}

/** What is sent; it travels to another process. */
export const loadNames = ['typing', 'fields', 'paper'] as const;
export type LoadName = (typeof loadNames)[number];
