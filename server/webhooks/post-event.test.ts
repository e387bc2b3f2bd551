import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createPostEvent } from './post-event.ts';
import { isPublic, leadsOut } from './public-address.ts';

const event = { headers: { 'webhook-id': 'evt_1' }, body: '{"type":"record.changed"}' };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function receiver(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

describe('an event that is sent', () => {
  const anywhere = createPostEvent({ anywhere: true });

  test('HOOK-2: comes as a POST with its headers and its body', async () => {
    const came: string[] = [];
    const url = await receiver((request, response) => {
      let body = '';
      request.on('data', (bytes: Buffer) => (body += bytes.toString()));
      request.on('end', () => {
        came.push(`${request.method} ${request.url} ${String(request.headers['webhook-id'])} ${body}`);
        response.writeHead(204).end();
      });
    });
    expect(await anywhere(url, event)).toEqual({ status: 204, error: '' });
    expect(came).toEqual([`POST /hook evt_1 ${event.body}`]);
  });

  test.each([
    ['https://example.org/hook', true],
    ['https://8.8.8.8/', true],
    ['https://[2606:4700::1111]:8443/', true],
    ['http://example.org/hook', false],
    ['https://localhost/', false],
    ['https://shop.localhost:8443/', false],
    ['https://127.0.0.1/', false],
    ['https://2130706433/', false],
    ['https://0x7f.1/', false],
    ['https://192.168.1.20/hook', false],
    ['https://169.254.169.254/latest', false],
    ['https://[::1]/', false],
    ['https://[::ffff:10.0.0.1]/', false],
    ['https://[fe80::1]/', false],
  ])('HOOK-5: %s may be added: %s', (url, may) => {
    expect(leadsOut(new URL(url))).toBe(may);
  });

  test('HOOK-5: follows no redirect, and tells what went wrong', async () => {
    const moved = await receiver((_, response) =>
      response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(),
    );
    expect(await anywhere(moved, event)).toEqual({ status: 302, error: 'redirect' });
    const broken = await receiver((_, response) => response.writeHead(500).end());
    expect(await anywhere(broken, event)).toEqual({ status: 500, error: 'status' });
    expect(await anywhere('http://127.0.0.1:1/', event)).toEqual({ status: 0, error: 'connection' });
  });

  test('HOOK-4: waits for no answer for ever, and reads none that never ends', async () => {
    const hangs = await receiver(() => {});
    expect(await createPostEvent({ anywhere: true, timeout: 50 })(hangs, event)).toEqual({
      status: 0,
      error: 'timeout',
    });
    const endless = await receiver((_, response) => {
      response.writeHead(200);
      const more = (): void =>
        void (response.write('x'.repeat(65_536)) ? setImmediate(more) : response.once('drain', more));
      response.on('error', () => {});
      more();
    });
    expect(await anywhere(endless, event)).toEqual({ status: 200, error: '' });
  });

  test('HOOK-5: leads to no address of this machine or its network, whatever name says so, unless the operator lets it', async () => {
    const url = await receiver((_, response) => response.writeHead(200).end());
    const { port } = new URL(url);
    const names: Readonly<Record<string, readonly string[]>> = {
      'inside.test': ['127.0.0.1'],
      'both.test': ['93.184.216.34', '10.0.0.7'],
      'six.test': ['::1'],
    };
    const post = createPostEvent({
      anywhere: false,
      timeout: 1_000,
      lookup: (host, _, done) =>
        done(
          null,
          (names[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
    });
    for (const target of [
      url,
      `https://127.0.0.1:${port}/`,
      `https://[::1]:${port}/`,
      'https://169.254.169.254/latest/meta-data',
      'https://[::ffff:10.0.0.1]/',
      `https://inside.test:${port}/`,
      `https://both.test:${port}/`,
      `https://six.test:${port}/`,
      'http://example.org/',
      'no address',
    ]) {
      expect([target, await post(target, event)]).toEqual([target, { status: 0, error: 'not-public' }]);
    }
  });

  test('HOOK-5: knows which addresses are of the internet', () => {
    for (const address of ['93.184.216.34', '8.8.8.8', '2606:4700::1111'])
      expect(isPublic(address)).toBe(true);
    for (const address of [
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.9.9.9',
      '169.254.0.1',
      '172.31.0.1',
      '192.168.1.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '64:ff9b::a00:1',
      'example.org',
      '',
    ]) {
      expect([address, isPublic(address)]).toEqual([address, false]);
    }
  });
});
