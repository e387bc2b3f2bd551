/** What the relay says to somebody who signs in or goes on. Answers in types only: silence and what is no relay's are `away` (fault 14). */
import { problemType } from '../../../shared/protocol/file-upload.ts';
import { isSession, type Session, type Who } from './sessions.ts';

export type Entering =
  | { readonly as: 'entered'; readonly session: Session }
  /** `why` is the relay's kind of problem; `waits` seconds, where it says so. */
  | { readonly as: 'refused'; readonly why: string; readonly detail: string; readonly waits: number }
  | { readonly as: 'away' };

const patience = 10_000;

/** @param target below `/api/session` */
export async function enterBy(target: string, body: object): Promise<Entering> {
  const answer = await askSession('POST', target, body);
  if (answer === 'away') return { as: 'away' };
  const { ok, value, waits } = answer;
  if (ok && isSession(value)) {
    const { shop, user, name, role, token } = value;
    const [lasts, pin] = [partOf(value, 'lasts'), partOf(value, 'pin')];
    const session: Session = {
      shop,
      user,
      name,
      role,
      token,
      by: 'account',
      pin: pin === true,
      ...(partOf(value, 'elsewhere') === true && { elsewhere: true }),
      lasts: typeof lasts === 'number' ? lasts : 0,
    };
    return { as: 'entered', session };
  }
  const why = whyOf(value);
  return why === undefined ? { as: 'away' } : { as: 'refused', why, detail: textOf(value, 'detail'), waits };
}

export const refreshSession = ({ shop, user }: Who): Promise<Entering> =>
  enterBy(`/${shop}/${user}/refresh`, {});

export interface SessionAnswer {
  readonly ok: boolean;
  readonly value: unknown;
  readonly waits: number;
}

/** @param target below `/api/session` */
export const askSession = (
  method: 'GET' | 'POST' | 'DELETE',
  target: string,
  body?: object,
  token = '',
): Promise<SessionAnswer | 'away'> => askRelay(method, `/api/session${target}`, body, token);

export async function askRelay(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
  token = '',
): Promise<SessionAnswer | 'away'> {
  try {
    const answer = await fetch(path, {
      method,
      cache: 'no-store',
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    });
    const text = await answer.text();
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    return { ok: answer.ok, value, waits: Number(answer.headers.get('Retry-After')) || 0 };
  } catch {
    return 'away';
  }
}

/** The kind of a relay's problem; undefined for what no relay of ours says, and for one that is only busy or broken. */
export function whyOf(value: unknown): string | undefined {
  const type = textOf(value, 'type');
  const why = type.startsWith(problemType) ? type.slice(problemType.length) : undefined;
  return why === 'internal' || why === 'unavailable' ? undefined : why;
}

export function textOf(value: unknown, part: string): string {
  const found = partOf(value, part);
  return typeof found === 'string' ? found : '';
}

const partOf = (value: unknown, part: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, part)
    ? (value as Readonly<Record<string, unknown>>)[part]
    : undefined;
