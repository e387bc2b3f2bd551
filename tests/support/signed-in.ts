/** People who sign in with a password, through the doors that they use. */
import type { Running } from '../../server/process-scene.ts';
import { must } from '../../shared/lib/assert.ts';

async function posted({ url }: Running, path: string, body: object, token = ''): Promise<Response> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token !== '' && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} was not taken (${answer.status})`);
  return answer;
}

/** The code for somebody of the shop of whose manager the token is. */
export async function invitationOf(
  relay: Running,
  token: string,
  shop: string,
  user: string,
): Promise<string> {
  const answer = await posted(relay, `/api/shops/${shop}/users/${user}/invitation`, {}, token);
  return ((await answer.json()) as { readonly code: string }).code;
}

/** Follows an invitation on a device of that name. */
export async function signInBy(relay: Running, code: string, device: string) {
  const password = 'thirty quiet otters';
  const answer = await posted(relay, '/api/session/invitation/accept', { code, password, device });
  const cookie = must(answer.headers.getSetCookie()[0]?.split(';')[0], 'a cookie');
  const { token } = (await answer.json()) as { readonly token: string };
  return { token, cookie, password, device: /=([^.]+)\./.exec(decodeURIComponent(cookie))?.[1] ?? '' };
}
