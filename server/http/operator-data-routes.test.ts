/** What the command line does to data through a running relay, asked over HTTP. */
import { describe, expect, test } from 'vitest';
import { appScene } from './app-scene.ts';

const paths = [
  'backup/hold',
  'backup/seal',
  'backup/release',
  'documents/mend',
  'documents/compact',
  'documents/accept-loss',
  'replicas/retire',
];

const post = (app: ReturnType<typeof appScene>['app'], path: string, token: string, body: unknown = {}) =>
  app.request(`/api/operator/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('data over the operator’s door', () => {
  test.each(paths)(
    'OPERATE-1: %s is opened by the operator’s token alone, and by no owner’s',
    async (path) => {
      const { app, mint } = appScene({ verifyOperator: (token) => Promise.resolve(token === 'operator') });
      const owner = await mint({ shop: 'penarth', id: 'ana', name: 'Ana', role: 'owner' } as never, 60_000);
      for (const token of ['', 'nonsense', owner]) {
        const { status } = await post(app, path, token);
        expect(status, `${path} with "${token}"`).toBe(401);
      }
      expect((await post(app, path, 'operator')).status).not.toBe(401);
    },
  );

  test('OPERATE-1: what is no order is a bad request', async () => {
    const { app } = appScene({ verifyOperator: () => Promise.resolve(true) });
    for (const [path, body] of [
      ['backup/seal', {}],
      ['backup/seal', { held: {}, draft: 'x.part', file: 'x', manifest: {} }],
      ['backup/seal', { held: { size: 1, modified: '1' }, draft: '/x', file: '/x', manifest: { parts: [] } }],
      ['documents/mend', { names: ['nonsense'] }],
      ['documents/compact', { name: '../../etc' }],
      ['documents/accept-loss', {}],
      ['replicas/retire', { shop: 'Penarth!', user: 'ana', id: 'x' }],
    ] as const) {
      const answer = await post(app, path, 'operator', body);
      expect(answer.status, path).toBe(400);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });
});
