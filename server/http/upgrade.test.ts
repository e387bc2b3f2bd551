import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect as connectTo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { assert } from '../../shared/lib/assert.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { Identity } from '../auth/identity.ts';
import { silentLog } from '../log.ts';
import { StoreUnavailable } from '../store/store.ts';
import { namingRequests } from './request-log.ts';
import { createUpgrade, type UpgradeDependencies } from './upgrade.ts';

const ana: Identity = {
  shop: 'demo' as ShopId,
  user: 'ana' as Author,
  name: 'Ana',
  role: 'manager',
  expires: 9e15,
};
const broken = () => Promise.reject(new StoreUnavailable('gone'));
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A server with the upgrade and nothing else; what reaches the relay is written down. */
async function scene(changed: Partial<UpgradeDependencies> = {}) {
  const accepted: { socket: WebSocket; signedIn: (() => void) | undefined }[] = [];
  const plain: string[] = [];
  const upgrade = createUpgrade({
    relay: {
      accept: (socket, signedIn) => accepted.push({ socket, signedIn }),
      acceptPlain: (_socket, { shop, kind, id }, { user }) => plain.push(`${user} ${shop}/${kind}/${id}`),
    },
    store: { hasShop: (shop) => Promise.resolve(shop === 'demo' || shop === 'other') },
    verify: (token) => Promise.resolve(token === 'good' ? ana : undefined),
    origin: { origins: ['https://shop.example'], loopback: true },
    limits: { maxFrame: 1000, helloTimeout: 10_000 },
    time: systemTime,
    log: silentLog,
    ...changed,
  });
  const server = createServer();
  server.on('upgrade', upgrade);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a bound server has an address');
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const host = `127.0.0.1:${address.port}`;

  const connect = (target: string, origin?: string): WebSocket => {
    const socket = new WebSocket(`ws://${host}${target}`, origin === undefined ? {} : { origin });
    ends.push(() => socket.terminate());
    return socket;
  };
  /** What a handshake was answered: a problem where it was turned away. */
  const answerTo = (target: string, headers: Record<string, string> = {}) =>
    new Promise<Answered>((resolve, reject) => {
      const asking = request(`http://${host}${target}`, {
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
          ...headers,
        },
      });
      asking.on('upgrade', (_response, socket) => {
        socket.destroy();
        resolve({ status: 101, headers: {}, body: {} });
      });
      asking.on('response', (response) => {
        const { statusCode: status = 0, headers: given } = response;
        void text(response).then((body) =>
          resolve({ status, headers: given, body: JSON.parse(body) as Answered['body'] }),
        );
      });
      asking.on('error', reject);
      asking.end();
    });
  const handshake = async (...asked: Parameters<typeof answerTo>): Promise<number> =>
    (await answerTo(...asked)).status;
  const closeOf = async (target: string): Promise<string> => {
    const [code, reason] = (await once(connect(target), 'close')) as [number, Buffer];
    return `${code} ${reason.toString()}`;
  };
  return { host, server, port: address.port, accepted, plain, connect, answerTo, handshake, closeOf };
}

describe('AUTH-6: the origin of a page', () => {
  test('AUTH-6: a foreign page gets 403 at both doors, before any token is looked at', async () => {
    const { handshake, accepted, plain, host } = await scene();
    for (const target of ['/sync', '/sync/demo/ticket/t1?token=good']) {
      for (const origin of [
        'https://evil.example',
        'null',
        `https://${host}.evil.example`,
        'http://127.0.0.1:1',
        'x',
      ]) {
        expect(await handshake(target, { Origin: origin })).toBe(403);
      }
    }
    expect([...accepted, ...plain]).toEqual([]);
  });

  test('AUTH-6: the own page, a configured one and a program without an origin connect', async () => {
    const { handshake, host } = await scene();
    expect(await handshake('/sync', { Origin: `http://${host}` })).toBe(101);
    expect(await handshake('/sync', { Origin: 'https://shop.example' })).toBe(101);
    expect(await handshake('/sync')).toBe(101);
  });

  test('AUTH-6: a name that was made to point here is foreign, though Host and Origin agree', async () => {
    const { handshake } = await scene();
    expect(await handshake('/sync', { Host: 'evil.example:4500', Origin: 'http://evil.example:4500' })).toBe(
      403,
    );
    const open = await scene({ origin: { origins: [], loopback: false } });
    expect(await open.handshake('/sync', { Host: 'shop.lan:4500', Origin: 'http://shop.lan:4500' })).toBe(
      101,
    );
  });
});

describe('AUTH-7: the plain door', () => {
  test('AUTH-7: a good token for a document of its shop goes to the relay', async () => {
    const { connect, plain } = await scene();
    await once(connect('/sync/demo/ticket/t1?token=good'), 'open');
    await vi.waitFor(() => expect(plain).toEqual(['ana demo/ticket/t1']));
  });

  test('AUTH-7: a bad or missing token is 4401, whatever it asks for', async () => {
    const { closeOf, plain } = await scene();
    for (const target of [
      '/sync/demo/ticket/t1?token=bad',
      '/sync/demo/ticket/t1',
      '/sync/other/ticket/t1?token=bad',
      '/sync/a?token=bad',
    ]) {
      expect(await closeOf(target)).toBe('4401 unauthorized');
    }
    expect(plain).toEqual([]);
  });

  test('AUTH-5: another shop, one that does not exist and a name that cannot be are all 4404', async () => {
    const { closeOf, plain } = await scene();
    for (const name of [
      'other/ticket/t1',
      'nowhere/ticket/t1',
      'demo/ticket',
      'demo/ticket/t1/more',
      'demo/Ticket/t1',
      'demo/ticket/%2e%2e',
      'demo/ticket/%ff',
      'demo/ticket/__proto__',
      '%64emo%2fticket%2ft1',
    ]) {
      expect(await closeOf(`/sync/${name}?token=good`)).toBe('4404 notFound');
    }
    expect(plain).toEqual([]);
  });

  test('AUTH-5: the token of a shop that is gone opens nothing', async () => {
    const { closeOf } = await scene({ store: { hasShop: () => Promise.resolve(false) } });
    expect(await closeOf('/sync/demo/ticket/t1?token=good')).toBe('4404 notFound');
  });

  test('AUTH-4: a store that cannot be asked is 4503: try again, and keep the token', async () => {
    const { closeOf } = await scene({ verify: broken });
    expect(await closeOf('/sync/demo/ticket/t1?token=good')).toBe('4503 storeUnavailable');
    const { closeOf: second } = await scene({ store: { hasShop: broken } });
    expect(await second('/sync/demo/ticket/t1?token=good')).toBe('4503 storeUnavailable');
  });

  test('REST-8: any other address is no socket', async () => {
    const { handshake } = await scene();
    for (const target of ['/', '/synchronous', '/api/shops', '/sync2/demo/ticket/t1']) {
      expect(await handshake(target)).toBe(404);
    }
  });
});

describe('AUTH-23: who is turned away', () => {
  test('AUTH-23: whoever gets no socket is told why as a problem, as by every other door, and by which id the log has it', async () => {
    const logged: string[] = [];
    const { answerTo } = await scene({
      slots: { perName: 0, inAll: 0 },
      log: namingRequests((_level, event, about) => logged.push(`${event} ${JSON.stringify(about)}`)),
    });
    const foreign = { Origin: 'https://evil.example', 'X-Request-Id': 'of-a-proxy' };
    for (const [target, headers, status, kind] of [
      ['/elsewhere', {}, 404, 'not-found'],
      ['/sync', foreign, 403, 'forbidden'],
      ['/sync', {}, 429, 'too-many-requests'],
    ] as const) {
      const answer = await answerTo(target, headers);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        connection: 'close',
        'x-request-id': expect.stringMatching(/^[\w-]{10,36}$/),
      });
      expect(answer.body).toMatchObject({
        type: `urn:solder:problem:${kind}`,
        status,
        title: expect.any(String),
      });
    }
    expect(logged[0]).toBe('foreign-origin {"request":"of-a-proxy"}');
    expect(logged[1]).toMatch(/^too-many-before-login {"request":"[\da-f-]{36}"}$/);
  });

  test('AUTH-23: what is no handshake is a bad request, which says the version that is spoken', async () => {
    const { answerTo } = await scene();
    for (const headers of [{ 'Sec-WebSocket-Version': '7' }, { 'Sec-WebSocket-Key': 'short' }]) {
      const answer = await answerTo('/sync', headers);
      expect(answer).toMatchObject({ status: 400, headers: { 'sec-websocket-version': '13' } });
      expect(answer.body).toMatchObject({ type: 'urn:solder:problem:bad-request' });
    }
  });

  test('AUTH-23: whoever was turned away and does not go is cut off', async () => {
    const time = new ManualTime();
    const { server, port } = await scene({ time });
    const open = () =>
      new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
    const socket = connectTo({ port, host: '127.0.0.1', allowHalfOpen: true });
    ends.push(() => socket.destroy());
    const key = Buffer.alloc(16).toString('base64');
    socket.write(
      `GET /no HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    expect(await text(socket)).toContain('404 Not Found');
    expect(await open()).toBe(1);
    await time.advance(2_000);
    await vi.waitFor(async () => expect(await open()).toBe(0));
  });
});

describe('AUTH-9: sockets before login', () => {
  const slots = { perName: 3, inAll: 10 };

  test('AUTH-9: an address with too many is turned away until one signed in or left', async () => {
    const { connect, handshake, accepted } = await scene({ slots });
    const sockets = [connect('/sync'), connect('/sync'), connect('/sync')];
    await vi.waitFor(() => expect(accepted).toHaveLength(3));
    expect(await handshake('/sync')).toBe(429);
    expect(await handshake('/sync/demo/ticket/t1?token=good')).toBe(429);
    accepted[0]?.signedIn?.();
    accepted[0]?.signedIn?.();
    expect(await handshake('/sync')).toBe(101);
    await vi.waitFor(() => expect(accepted).toHaveLength(4));
    sockets[1]?.terminate();
    await vi.waitFor(async () => expect(await handshake('/sync')).toBe(101));
  });

  test('AUTH-21: behind a proxy each counts for the address that the proxy heard', async () => {
    const { host, handshake } = await scene({ slots: { perName: 1, inAll: 10 } });
    for (const address of ['198.51.100.1', '198.51.100.2']) {
      const socket = new WebSocket(`ws://${host}/sync`, { headers: { 'X-Forwarded-For': address } });
      ends.push(() => socket.terminate());
      await once(socket, 'open');
    }
    const status = await handshake('/sync', { 'X-Forwarded-For': '198.51.100.3, 198.51.100.2' });
    expect(status).toBe(429);
  });

  test('AUTH-9: after the time for a hello a socket counts no longer: by then the relay has closed it', async () => {
    const time = new ManualTime();
    const { connect, handshake, accepted } = await scene({ slots, time });
    for (let i = 0; i < 3; i++) connect('/sync');
    await vi.waitFor(() => expect(accepted).toHaveLength(3));
    expect(await handshake('/sync')).toBe(429);
    await time.advance(10_000);
    expect(await handshake('/sync')).toBe(101);
  });

  test('AUTH-10: a frame over the limit closes the socket with 1009', async () => {
    const { connect, accepted } = await scene();
    const socket = connect('/sync');
    await once(socket, 'open');
    await vi.waitFor(() => expect(accepted).toHaveLength(1));
    accepted[0]?.socket.on('error', () => {});
    socket.send(new Uint8Array(1001));
    expect((await once(socket, 'close'))[0]).toBe(1009);
  });
});
