/**
 * What went wrong, as `application/problem+json` (RFC 9457). Routes throw a `Problem`; it is rendered here and
 * nowhere else (rule REST-5). An answer never says more than its kind: a record of another shop and one that
 * never was are the same bytes.
 */
import { StoreUnavailable } from '../store/store.ts';

const kinds = {
  'bad-request': { status: 400, title: 'The request cannot be read' },
  unauthorized: { status: 401, title: 'A valid token is needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The request is of another type than expected' },
  unavailable: { status: 503, title: 'The store cannot be read or written right now' },
  internal: { status: 500, title: 'Something is wrong with the relay' },
} as const;

export type ProblemKind = keyof typeof kinds;

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  /** For the caller to read; about the request, never about what is stored. */
  readonly detail: string | undefined;

  constructor(kind: ProblemKind, detail?: string) {
    super(detail ?? kinds[kind].title);
    this.kind = kind;
    this.detail = detail;
  }
}

/** Which problem a thrown thing is to the caller. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(error instanceof StoreUnavailable ? 'unavailable' : 'internal');
}

export function renderProblem({ kind, detail }: Problem): Response {
  const { status, title } = kinds[kind];
  const body = {
    type: `urn:solder:problem:${kind}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
  };
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
  };
  if (kind === 'unauthorized') headers['WWW-Authenticate'] = 'Bearer realm="solder"';
  if (kind === 'unavailable') headers['Retry-After'] = '5';
  return new Response(JSON.stringify(body), { status, headers });
}
