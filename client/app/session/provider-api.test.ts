import { afterEach, expect, test, vi } from 'vitest';
import { beginAtProvider, describeCameBack, readCameBack, whoCameBack } from './provider-api.ts';
import type { TabShelf } from './sessions.ts';

afterEach(() => vi.unstubAllGlobals());

const tabScene = (): TabShelf & { readonly held: Map<string, string> } => {
  const held = new Map<string, string>();
  return { held, getItem: (key) => held.get(key) ?? null, setItem: (key, text) => void held.set(key, text) };
};

/** A relay that answers what the test says; notes what it was asked. */
function relayScene() {
  const asked: { readonly path: string; readonly body: Readonly<Record<string, string>> }[] = [];
  const answers = new Map<string, unknown>();
  vi.stubGlobal('navigator', { userAgent: 'Chrome/1 Android' });
  vi.stubGlobal('fetch', (path: string, init: { readonly body: string }) => {
    asked.push({ path, body: JSON.parse(init.body) as Readonly<Record<string, string>> });
    const answer = answers.get(path);
    if (answer === undefined) return Promise.reject(new TypeError('no network'));
    const isProblem = Object.hasOwn(answer as object, 'status');
    return Promise.resolve(new Response(JSON.stringify(answer), { status: isProblem ? 403 : 200 }));
  });
  return { asked, answers };
}

const problem = (why: string) => ({
  type: 'https://solder.dev/problems/sign-in-failed',
  status: 403,
  why,
});

test('OIDC-8: what stands in the address of whoever came back is read, and leads to no other page', () => {
  expect(readCameBack('/demo', '')).toBeUndefined();
  expect(readCameBack('/signed-in', '')).toEqual({ as: 'in' });
  expect(readCameBack('/signed-in', '#refused=denied&to=//evil.example')).toMatchObject({ to: '/' });
  expect(readCameBack('/signed-in', '#refused=denied&to=/demo')).toEqual({
    as: 'refused',
    why: 'denied',
    to: '/demo',
  });
  expect(describeCameBack('away')).toContain('cannot be reached');
  expect(describeCameBack('what?')).toContain('Begin again');
});

test('OIDC-8: where the way there does not begin, it is told why', async () => {
  const { answers } = relayScene();
  const tab = tabScene();
  expect(await beginAtProvider(tab, '/demo')).toEqual({ as: 'refused', why: 'relay-away' });
  answers.set('/api/oidc/start', problem('away'));
  expect(await beginAtProvider(tab, '/demo')).toEqual({ as: 'refused', why: 'away' });
});

test('OIDC-11: an address that is typed by hand lets nobody in: the relay is not even asked', async () => {
  const { asked, answers } = relayScene();
  answers.set('/api/oidc/enter', { shop: 'demo', user: 'eva', to: '/demo' });
  expect(readCameBack('/signed-in', '#shop=demo&user=eva&to=/demo')).toEqual({ as: 'in' });
  expect(await whoCameBack(tabScene())).toEqual({ as: 'refused', why: 'not-here' });
  expect(asked).toEqual([]);
  expect(describeCameBack('not-here')).toContain('No sign-in was begun in this tab');
});

test('OIDC-11: where the relay does not answer who came, or a proxy answers for it, the same tab asks again', async () => {
  const { asked, answers } = relayScene();
  const tab = tabScene();
  answers.set('/api/oidc/start', { address: 'https://id.example/authorize' });
  await beginAtProvider(tab, '/demo');
  expect(await whoCameBack(tab)).toEqual({ as: 'refused', why: 'relay-away' });
  answers.set('/api/oidc/enter', { status: 502 });
  expect(await whoCameBack(tab)).toEqual({ as: 'refused', why: 'relay-away' });
  for (const nobody of ['<h1>Welcome to our network</h1>', {}, { shop: 'demo' }]) {
    answers.set('/api/oidc/enter', nobody);
    expect(await whoCameBack(tab)).toEqual({ as: 'refused', why: 'relay-away' });
  }
  answers.set('/api/oidc/enter', { shop: 'demo', user: 'eva', to: '/demo' });
  expect(await whoCameBack(tab)).toMatchObject({ as: 'in', who: { user: 'eva' } });
  expect(new Set(asked.slice(1).map(({ body }) => body['mark'])).size).toBe(1);
  expect(await whoCameBack(tab)).toEqual({ as: 'refused', why: 'not-here' });
});

test('OIDC-11: the tab that began is told who came, once, by what it alone knows', async () => {
  const { asked, answers } = relayScene();
  const tab = tabScene();
  answers.set('/api/oidc/start', { address: 'https://id.example/authorize?state=x' });
  const begun = await beginAtProvider(tab, '/demo/order');
  expect(begun).toEqual({ as: 'begun', address: 'https://id.example/authorize?state=x' });
  const mark = asked[0]?.body['mark'] ?? '';
  expect(mark).toMatch(/^[\da-f]{64}$/);
  expect(asked[0]?.body).toEqual({ to: '/demo/order', device: 'Chrome on Android', mark });
  answers.set('/api/oidc/enter', { shop: 'demo', user: 'eva', to: '/demo/order' });
  expect(await whoCameBack(tab)).toEqual({
    as: 'in',
    who: { shop: 'demo', user: 'eva' },
    to: '/demo/order',
  });
  expect(asked[1]?.body).toEqual({ mark });
  expect(await whoCameBack(tab)).toEqual({ as: 'refused', why: 'not-here' });
  // Another sign-in has another mark, and what the relay does not know is told as that.
  await beginAtProvider(tab, '/demo');
  expect(asked[2]?.body['mark']).not.toBe(mark);
  answers.set('/api/oidc/enter', problem('forged'));
  expect(await whoCameBack(tab)).toEqual({ as: 'refused', why: 'forged' });
});
