/** Signing in to the demo over HTTP. Answers only in types; a relay that is away or not one is `undefined`. */
import { isSession, type Session } from './sessions.ts';

export interface DemoUser {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly shop: string;
}

/** Everybody the demo lets in; `none` when the relay has no demo, `away` when there is no relay to ask. */
export async function demoUsers(): Promise<readonly DemoUser[] | 'none' | 'away'> {
  const asking = fetch('/api/demo/users', { signal: AbortSignal.timeout(8_000) });
  const value = await asJson(asking);
  if (Array.isArray(value)) return value.filter(isDemoUser);
  // A relay says what it lacks in its own way; what a captive portal says is nothing.
  const answer = await asking.catch(() => undefined);
  const isRelays = answer?.headers.get('Content-Type')?.startsWith('application/problem+json');
  return answer?.status === 404 && isRelays ? 'none' : 'away';
}

/** A fresh session for that person, or undefined when there is no relay to ask. */
export async function demoSession(shop: string, user: string): Promise<Session | undefined> {
  const value = await asJson(
    fetch('/api/demo/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ shop, user }),
      signal: AbortSignal.timeout(8_000),
    }),
  );
  return isSession(value) ? value : undefined;
}

/** What a relay said; a captive portal's page, an error and silence are all nothing (fault 14). */
async function asJson(asked: Promise<Response>): Promise<unknown> {
  try {
    const answer = await asked;
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

function isDemoUser(value: unknown): value is DemoUser {
  if (typeof value !== 'object' || value === null) return false;
  const found = new Map<string, unknown>(Object.entries(value));
  return ['id', 'name', 'role', 'shop'].every((part) => typeof found.get(part) === 'string');
}
