/** What somebody with an account asks of the relay about it. */
import { askSession, enterBy, textOf, whyOf, type Entering } from './entering.ts';
import type { Session, Who } from './sessions.ts';

export const signInBy = (shop: string, user: string, password: string): Promise<Entering> =>
  enterBy('', { shop, user, password, device: deviceName(navigator.userAgent) });

export const unlockBy = ({ shop, user }: Who, pin: string): Promise<Entering> =>
  enterBy(`/${shop}/${user}/unlock`, { pin });

export interface Invited {
  readonly shop: string;
  readonly user: string;
  readonly name: string;
}

export async function readInvitation(code: string): Promise<Invited | 'none' | 'away'> {
  const answer = await askSession('POST', '/invitation', { code });
  if (answer === 'away') return 'away';
  const [shop, user, name] = ['shop', 'user', 'name'].map((part) => textOf(answer.value, part));
  if (answer.ok && shop && user && name) return { shop, user, name };
  return whyOf(answer.value) === undefined ? 'away' : 'none';
}

export const acceptInvitation = (code: string, password: string): Promise<Entering> =>
  enterBy('/invitation/accept', { code, password, device: deviceName(navigator.userAgent) });

export type Changed =
  | { readonly as: 'done' }
  | { readonly as: 'refused'; readonly why: string; readonly detail: string; readonly waits: number }
  | { readonly as: 'away' };

async function change(
  method: 'POST' | 'DELETE',
  { shop, user }: Who,
  what: string,
  token: string,
  body?: object,
): Promise<Changed> {
  const answer = await askSession(method, `/${shop}/${user}${what}`, body, token);
  if (answer === 'away') return { as: 'away' };
  if (answer.ok) return { as: 'done' };
  const why = whyOf(answer.value);
  if (why === undefined) return { as: 'away' };
  return { as: 'refused', why, detail: textOf(answer.value, 'detail'), waits: answer.waits };
}

export const changePassword = (
  who: Who,
  token: string,
  current: string,
  password: string,
): Promise<Changed> => change('POST', who, '/password', token, { current, password });

/** Null takes the PIN away. */
export const changePin = (who: Who, token: string, password: string, pin: string | null): Promise<Changed> =>
  change('POST', who, '/pin', token, { password, pin });

export const endDevice = (who: Who, token: string, id: string): Promise<Changed> =>
  change('DELETE', who, `/devices/${id}`, token);

export interface SignedInDevice {
  readonly id: string;
  readonly device: string;
  readonly made: number;
  readonly used: number;
  readonly here: boolean;
}

export async function readDevices(
  { shop, user }: Session | Who,
  token: string,
): Promise<readonly SignedInDevice[] | 'away'> {
  const answer = await askSession('GET', `/${shop}/${user}/devices`, undefined, token);
  return answer !== 'away' && answer.ok && Array.isArray(answer.value)
    ? (answer.value as readonly SignedInDevice[])
    : 'away';
}

/** Such as `Chrome on Android`, for a list of one's own devices. */
export function deviceName(agent: string): string {
  const browser =
    [
      ['Edg/', 'Edge'],
      ['Firefox/', 'Firefox'],
      ['Chrome/', 'Chrome'],
      ['Safari/', 'Safari'],
    ].find(([mark = '']) => agent.includes(mark))?.[1] ?? 'A browser';
  const system = [
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS', 'Mac'],
    ['Linux', 'Linux'],
  ].find(([mark = '']) => agent.includes(mark))?.[1];
  return system ? `${browser} on ${system}` : browser;
}
