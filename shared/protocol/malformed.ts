/** What comes back for bytes that cannot be read: a value, never an exception. */

export type MalformedReason =
  /** The bytes end too early. */
  | 'truncated'
  /** Bytes are left over. */
  | 'trailing'
  /** A number is too large, not finite, or outside the values that this place may hold. */
  | 'number'
  /** More elements are announced than the bytes could hold. */
  | 'count'
  /** Not UTF-8. */
  | 'text'
  /** A flag that is neither 0 nor 1. */
  | 'flag'
  /** A value from a closed list that is not on it. */
  | 'value'
  /** JSON that does not parse. */
  | 'json'
  /** Nested too deeply. */
  | 'depth'
  /** A clock that runs past the end, or back. */
  | 'clock'
  /** Well formed, but above a limit that the caller set. */
  | 'limit'
  /** A struct that no Yjs document can contain. */
  | 'struct'
  /** Compressed bytes that do not inflate, or not to the length that was announced. */
  | 'deflate';

export interface Malformed {
  readonly type: 'malformed';
  readonly reason: MalformedReason;
}

export const malformed = (reason: MalformedReason): Malformed => ({ type: 'malformed', reason });
