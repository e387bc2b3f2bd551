import { describe, expect, test } from 'vitest';
import { appScene } from './app-scene.ts';

describe('AUTH-8: demo sign-in', () => {
  const local = { Host: '127.0.0.1:4500' };
  const session = (body: unknown, headers: Record<string, string> = {}) => ({
    method: 'POST',
    headers: { ...local, 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

  test('AUTH-8: the users are listed and each can be signed in to what their token then opens', async () => {
    const { app } = appScene();
    const listed: unknown = await (await app.request('/api/demo/users', { headers: local })).json();
    expect(listed).toContainEqual({ id: 'ana', name: 'Ana', role: 'manager', shop: 'demo' });
    const response = await app.request('/api/demo/session', session({ shop: 'demo', user: 'ana' }));
    expect(response.headers.get('cache-control')).toBe('no-store');
    const signedIn: { token: string } = await response.json();
    expect(signedIn).toEqual({
      token: expect.any(String),
      shop: 'demo',
      user: 'ana',
      name: 'Ana',
      role: 'manager',
    });
    const rows = await app.request('/api/shops/demo/client', {
      headers: { Authorization: `Bearer ${signedIn.token}` },
    });
    expect(rows.status).toBe(200);
  });

  test('AUTH-8: it is not there when it is off, by another name, or through a proxy', async () => {
    const off = appScene({ demoSignIn: false }).app;
    expect((await off.request('/api/demo/users', { headers: local })).status).toBe(404);
    const { app } = appScene();
    for (const headers of [
      { Host: 'evil.example:4500', Origin: 'http://evil.example:4500' },
      { Host: '192.168.1.5:4500' },
      { ...local, 'X-Forwarded-For': '10.0.0.1' },
      { ...local, Forwarded: 'for=10.0.0.1' },
    ]) {
      expect((await app.request('/api/demo/users', { headers })).status).toBe(404);
      const asked = session({ shop: 'demo', user: 'ana' }, headers);
      expect((await app.request('/api/demo/session', asked)).status).toBe(404);
    }
  });

  test('AUTH-6: a foreign page is refused, the own one is not', async () => {
    const { app } = appScene();
    const ask = (origin: string) =>
      app.request('/api/demo/session', session({ shop: 'demo', user: 'ana' }, { Origin: origin }));
    expect((await ask('https://evil.example')).status).toBe(403);
    expect((await ask('null')).status).toBe(403);
    expect((await ask('http://127.0.0.1:4500')).status).toBe(200);
  });

  test.each<[unknown, number]>([
    [{ shop: 'demo', user: 'nobody' }, 404],
    [{ shop: 'nowhere', user: 'ana' }, 404],
    [{ shop: '../demo', user: 'ana' }, 404],
    [{ shop: 'demo' }, 400],
    [{ shop: 1, user: 2 }, 400],
    ['{', 400],
    ['null', 400],
    ['[]', 400],
    [{ shop: 'demo', user: 'ana', more: 'x'.repeat(5000) }, 413],
  ])('AUTH-8: %j is %i', async (body, status) => {
    expect((await appScene().app.request('/api/demo/session', session(body))).status).toBe(status);
  });

  test('AUTH-8: a form cannot sign in', async () => {
    const asked = session({ shop: 'demo', user: 'ana' }, { 'Content-Type': 'text/plain' });
    expect((await appScene().app.request('/api/demo/session', asked)).status).toBe(415);
  });
});
