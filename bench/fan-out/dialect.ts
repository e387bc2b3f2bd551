/** How a server is spoken to by a writer that has one document open. Knows nothing of what is measured. */

/** What a message of the server's means to a writer. */
export type Heard =
  /** Says this in answer. */
  | { readonly type: 'say'; readonly frames: readonly Uint8Array[] }
  /** The document is open, and its content is here. */
  | { readonly type: 'ready'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  /** So many updates of the writer's were acknowledged since the document was opened. */
  | { readonly type: 'ack'; readonly count: number }
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'nothing' };

export interface Dialect {
  readonly url: string;
  /** Whether `ack` means that an update is on disk. */
  readonly stores: boolean;
  /** Whether the document is open as soon as the socket is. */
  readonly readyAtOnce: boolean;
  /** What is said first. */
  greet(): readonly Uint8Array[];
  hear(bytes: Uint8Array): Heard;
  /** An update as it goes out. */
  frame(update: Uint8Array): Uint8Array;
}

/** Of which a plan tells; it travels to another process. */
export type DialectName = 'solder' | 'forward' | 'plain' | 'hocuspocus';
