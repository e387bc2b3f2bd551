/** The legacy API as the bridge asks it: JSON in, JSON out, and a closed list of what can go wrong. */

export interface LegacyApi {
  /** Reads something; tried again by itself. @throws Trouble */
  get(path: string, query?: Readonly<Record<string, string | number>>): Promise<unknown>;
  /** Changes something; once, unless the API said that it did not do it. @throws Trouble */
  send(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object): Promise<unknown>;
}

export type TroubleKind =
  /** Nothing was asked, or nothing came back that is an answer; of reading only. */
  | 'unreachable'
  /** A change may have been made, or not: it is looked for before it is tried again. */
  | 'ambiguous'
  /** It was asked too much, and did nothing. */
  | 'limited'
  /** It wants somebody to sign in again. */
  | 'signed-out'
  /** There is no such record. */
  | 'missing'
  /** It will not do that, now or later. */
  | 'refused'
  /** The record is another than it was taken for. */
  | 'stale';

export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly kind: TroubleKind;
  readonly status: number | undefined;
  /** How long it asked to be left alone, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(
    kind: TroubleKind,
    what: string,
    { status, retryAfter }: { status?: number; retryAfter?: number } = {},
  ) {
    super(what);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export const isTrouble = (error: unknown, ...kinds: readonly TroubleKind[]): error is Trouble =>
  error instanceof Trouble && (kinds.length === 0 || kinds.includes(error.kind));
