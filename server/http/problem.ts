/**
 * What went wrong, as `application/problem+json` (RFC 9457). Routes throw a `Problem`; it is rendered here and
 * nowhere else (rule REST-5). An answer never says more than its kind: a record of another shop and one that
 * never was are the same bytes.
 */
import { AccountRefused, ShopSuspended, type AccountRefusal } from '../accounts/refusal.ts';
import { NotDone } from '../accounts/not-done.ts';
import { problemType, tusVersion } from '../../shared/protocol/file-upload.ts';
import { describeNotErased } from '../erase/describe-not-erased.ts';
import { NotErased } from '../erase/erase-client.ts';
import { FileRefused } from '../files/files.ts';
import { NoRecord, RecordDeleted, RecordExists, UnknownVersion } from '../programs/change-record.ts';
import { NameReused, UnderWay } from '../programs/once.ts';
import { Refused } from '../relay/refused.ts';
import { RightsEnded } from '../relay/rights-ended.ts';
import { ShopFull } from '../relay/shop-full.ts';
import { SecretRefused, type SecretRefusal } from '../secrets/secrets.ts';
import { Erased } from '../store/erasure-store.ts';
import { StoreUnavailable } from '../store/store.ts';

interface Kind {
  readonly status: number;
  readonly title: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const kinds = {
  'bad-request': { status: 400, title: 'The request cannot be read' },
  unauthorized: {
    status: 401,
    title: 'A valid token is needed',
    headers: { 'WWW-Authenticate': 'Bearer realm="solder"' },
  },
  forbidden: { status: 403, title: 'Not allowed' },
  suspended: { status: 403, title: 'The shop is suspended by its operator' },
  'wrong-credentials': {
    status: 401,
    title: 'The shop, the name or the password is not right',
    headers: { 'WWW-Authenticate': 'Bearer realm="solder"' },
  },
  'wrong-pin': { status: 403, title: 'The PIN is not right' },
  'pin-locked': { status: 403, title: 'The password is needed' },
  'session-ended': {
    status: 401,
    title: 'This device is not signed in any more',
    headers: { 'WWW-Authenticate': 'Bearer realm="solder"' },
  },
  'sign-in-failed': { status: 403, title: 'The sign-in at the identity provider did not work' },
  unfit: { status: 422, title: 'Not taken as a password or PIN' },
  refused: { status: 403, title: 'The edit was not taken' },
  'change-refused': { status: 422, title: 'Nothing of the change was written' },
  'version-unknown': { status: 412, title: 'That version cannot be told any more: read the record again' },
  'precondition-required': { status: 428, title: 'A change has to say what it has seen' },
  'cursor-unknown': { status: 410, title: 'That cursor is good for nothing any more' },
  'record-exists': { status: 409, title: 'There is a record with this id' },
  'key-reused': { status: 422, title: 'The key stands for another request' },
  'under-way': { status: 409, title: 'The same request is being done', headers: { 'Retry-After': '1' } },
  'not-found': { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'It is not as the request takes it to be' },
  'offset-mismatch': { status: 409, title: 'The upload is at another offset' },
  'other-content': { status: 409, title: 'This id is taken by other content' },
  gone: { status: 410, title: 'It was removed for good' },
  'unsupported-version': {
    status: 412,
    title: 'The request speaks another version of tus',
    headers: { 'Tus-Version': tusVersion },
  },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The request is of another type than expected' },
  'checksum-mismatch': { status: 422, title: 'What came is not what was announced, and was thrown away' },
  'too-many-requests': {
    status: 429,
    title: 'Too much of this goes on at once',
    headers: { 'Retry-After': '5' },
  },
  internal: { status: 500, title: 'Something is wrong with the relay' },
  unavailable: {
    status: 503,
    title: 'The store cannot be read or written right now',
    headers: { 'Retry-After': '5' },
  },
  draining: { status: 503, title: 'The relay is closing down', headers: { 'Retry-After': '5' } },
  'quota-exceeded': { status: 507, title: 'The files of this shop fill the room they have' },
  'shop-full': { status: 507, title: 'The records of this shop fill the room they have' },
} as const satisfies Readonly<Record<string, Kind>>;

export type ProblemKind = keyof typeof kinds;

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  /** For the caller to read; about the request, never about what is stored. */
  readonly detail: string | undefined;
  /** Seconds after which it may be tried again, where that is known better than by the kind. */
  readonly retryAfter: number | undefined;
  /** Members of the answer beside those of every problem. */
  readonly more: Readonly<Record<string, unknown>> | undefined;

  constructor(
    kind: ProblemKind,
    detail?: string,
    retryAfter?: number,
    more?: Readonly<Record<string, unknown>>,
  ) {
    super(detail ?? kinds[kind].title);
    this.kind = kind;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.more = more;
  }
}

const ofSecrets: Readonly<Record<SecretRefusal, readonly [ProblemKind, string?]>> = {
  'not-found': ['not-found'],
  role: ['forbidden', 'Your role may not do that.'],
  value: ['bad-request', 'Send a text that is not empty and not too long.'],
  over: ['conflict', 'The record is done with it: it is not kept any more.'],
  changed: ['conflict', 'Somebody set or cleared one meanwhile.'],
  unreadable: ['gone', 'It cannot be opened any more, and is to be set again.'],
};

const ofAccounts: Readonly<Record<AccountRefusal, ProblemKind>> = {
  wrong: 'wrong-credentials',
  'no-invitation': 'not-found',
  unfit: 'unfit',
  'wrong-pin': 'wrong-pin',
  'pin-locked': 'pin-locked',
  ended: 'session-ended',
  suspended: 'suspended',
  wait: 'too-many-requests',
};

function ofAccount({ why, message, wait }: AccountRefused): Problem {
  const detail = why === 'unfit' ? message : undefined;
  return new Problem(ofAccounts[why], detail, wait > 0 ? Math.ceil(wait / 1000) : undefined);
}

/** Which problem a thrown thing is to the caller. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ShopFull) return new Problem('shop-full');
  if (error instanceof RightsEnded)
    return new Problem(error.why === 'suspended' ? 'suspended' : 'unauthorized');
  if (error instanceof Refused) return new Problem('refused', error.message);
  if (error instanceof NoRecord) return new Problem('not-found');
  if (error instanceof RecordExists) return new Problem('record-exists');
  if (error instanceof RecordDeleted)
    return new Problem(
      'conflict',
      'The record is deleted: undelete it first, or say the version that you saw.',
    );
  if (error instanceof UnknownVersion) return new Problem('version-unknown');
  if (error instanceof NameReused) return new Problem('key-reused');
  if (error instanceof UnderWay) return new Problem('under-way');
  if (error instanceof ShopSuspended) return new Problem('suspended');
  if (error instanceof AccountRefused) return ofAccount(error);
  if (error instanceof NotDone) return new Problem(error.kind, error.message);
  if (error instanceof SecretRefused) {
    const [kind, detail] = ofSecrets[error.why];
    return new Problem(kind, detail);
  }
  if (error instanceof NotErased) {
    return new Problem(error.why.kind === 'already' ? 'conflict' : 'not-found', describeNotErased(error.why));
  }
  if (error instanceof Erased) return new Problem('not-found');
  if (error instanceof FileRefused) return new Problem(error.kind);
  return new Problem(error instanceof StoreUnavailable ? 'unavailable' : 'internal');
}

/** Whether it is the relay's own fault, for which the log has a line. */
export const isOurs = ({ kind }: Problem): boolean => kind === 'internal' || kind === 'unavailable';

/** @param request its id, where whoever reads the answer is to tell it to who reads the log: others say the same to everybody */
export function renderProblem(problem: Problem, request?: string): Response {
  const { status, headers, body } = answerOf(problem, request);
  return new Response(body, { status, headers });
}

/** The parts of an answer, for what is no HTTP answer of the app's own. */
export function answerOf({ kind, detail, retryAfter, more }: Problem, request?: string) {
  const { status, title, headers }: Kind = kinds[kind];
  const body = {
    type: `${problemType}${kind}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(request !== undefined && { request }),
    ...more,
  };
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...headers,
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    },
    body: JSON.stringify(body),
  };
}
