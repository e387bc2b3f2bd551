/** A request at any door, for tests that ask many. */
import { entityKey } from '../../shared/lib/ids.ts';
import { pick, type Random } from '../../shared/lib/random.ts';
import { namesOf, type Theirs } from '../support/planted-shop.ts';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const get = (path: string): Request => ({ method: 'GET', path });
export const post = (path: string, body: unknown): Request => ({ method: 'POST', path, body });

/** A request of any of the relay's routes, with names of the marked shop wherever one belongs. */
export function anyRequest(random: Random, theirs: Theirs): Request {
  const shop = pick(random, ['demo', 'demo', 'demo', 'left', '*', '..', 'DEMO', 'demo%2f']);
  const name = pick(random, namesOf(theirs));
  const file = pick(random, theirs.pictures).id;
  const record = pick(random, [entityKey(name), `${name.kind}/${name.id}%00`, `${name.kind}/*`]);
  const of = `/api/shops/${shop}`;
  return pick(random, [
    get(`${of}/${name.kind}`),
    get(`${of}/${name.kind}?limit=500&after=`),
    get(`${of}/${record}`),
    get(`${of}/${record}/history?limit=100`),
    get(`${of}/${record}/history/at?time=${Date.now()}`),
    get(`${of}/${record}/versions/1`),
    get(`${of}/${record}/secrets`),
    get(`${of}/reviews`),
    get(`${of}/refused`),
    get(`${of}/audit`),
    get(`${of}/erasures`),
    get(`${of}/devices`),
    get('/api/operator/dashboard/look'),
    get('/api/operator/dashboard/connections'),
    get(`/api/operator/dashboard/document?shop=${shop}&record=${record}`),
    get(`${of}/users`),
    get(`${of}/users/ana/devices`),
    get(`${of}/files/${file}`),
    get(`${of}/files/${file}?size=thumb`),
    get(`${of}/files/${file}/upload/full`),
    get(`${of}/${record}/entries/lines`),
    get(`${of}/webhooks`),
    get('/api/sync/pull?entries=true'),
    get(`${of}/${record.slice(0, record.indexOf('/'))}?sort=-at&deleted=false`),
    get(`/api/session/${shop}/ana/devices`),
    get('/api/demo/users'),
    get('/metrics'),
    get(`/${shop}/${record}`),
    post(`${of}/${record}/secrets/passcode/reveal`, { reason: 'to look' }),
    post(`${of}/${record}/settle`, { field: 'status', value: 'collected' }),
    post(`${of}/${record}/restore`, { version: 1 }),
    post(`${of}/refused/1/apply`, {}),
    post(`${of}/client/${theirs.client.id}/erase`, { dryRun: true }),
    post(`${of}/users`, { user: 'ana', name: 'Ana', role: 'owner' }),
    post('/api/session', { shop, user: 'ana', password: 'crossed' }),
    post(`${of}/devices/retire`, { user: 'ana', id: 'any' }),
    post('/api/operator/dashboard/disconnect', { shop, user: 'ana' }),
    post('/api/operator/enter', { link: shop }),
    post('/api/operator/shops/export', { shop: 'demo' }),
    post('/api/operator/administration/user-list', { shop: 'demo' }),
    { method: 'PUT', path: `${of}/${record}/secrets/passcode`, body: { value: '1' } },
    { method: 'PATCH', path: `${of}/${record}`, body: { base: {}, fields: { notes: { append: 'x' } } } },
    { method: 'DELETE', path: `${of}/${record}` },
    post(`${of}/${record}/undelete`, {}),
    post(`${of}/webhooks`, { url: 'https://hooks.invalid' }),
    post('/api/sync/push', {
      operations: [
        {
          id: record,
          do: 'change',
          kind: record.slice(0, record.indexOf('/')),
          record: record.slice(record.indexOf('/') + 1),
          base: {},
          fields: { notes: { append: 'x' } },
        },
      ],
    }),
    { method: 'PUT', path: `${of}/users/ana`, body: { name: 'Ana', role: 'view' } },
    { method: 'DELETE', path: `${of}/users/ana/devices` },
  ]);
}
