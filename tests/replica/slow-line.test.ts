/** A month without a network, brought in over a slow line (fault 13), and a network that is none (fault 14). */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { named, opened, Scene } from '../../client/replica/testing/scene.ts';
import type { Replica } from '../../client/replica/types.ts';
import { Network } from '../browser/network.ts';
import { relayScene, type RelayScene } from './relay-scene.ts';

let relay: RelayScene;
let scene: Scene;
beforeEach(async () => {
  relay = await relayScene();
  scene = new Scene();
});
afterEach(async () => {
  await scene.end();
  await relay.close();
});

const device = (user: string, url: string) =>
  scene.device(relay, { url, user: { id: user }, getToken: () => Promise.resolve(user) });
const settled = (replica: Replica, timeout: number): Promise<void> =>
  vi.waitFor(
    () => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }),
    timeout,
  );

it('QUEUE-3: 5,000 edits of a month go up over a slow line; what is urgent goes first, and a colleague waits for nothing (fault 13)', async () => {
  const network = await Network.to(relay.url);
  try {
    network.cut();
    const ana = await device('ana', `${network.url.replace('http', 'ws')}/sync`).start();
    for (let id = 0; id < 50; id++) {
      const record = await opened(ana, named('ticket', `t${id}`));
      for (let i = 0; i < 100; i++) record.entity.text('notes').insert(0, `line ${i} of a long month; `);
      record.close();
    }
    const order = await opened(ana, named('order', 'paid'));
    order.entity.append('payments', { method: 'cash', amount: 4_500 });
    order.close();
    await vi.waitFor(() => expect(ana.status().pending).toMatchObject({ edits: 5_001, unsaved: 0 }), 60_000);
    expect(ana.queue()[0]).toMatchObject({ name: { id: 'paid' }, priority: 'critical' });

    const ben = await device('ben', relay.url).start();
    network.throttle(48 * 1024);
    network.mend();
    const syncing = ana.syncNow().catch(() => undefined);
    await vi.waitFor(() => expect(ben.row(named('order', 'paid'))).toBeDefined(), 30_000);
    const left = ana.status().pending.edits;
    const own = await opened(ben, named('ticket', 'ben'));
    own.entity.set('subject', 'Waits for nothing');
    await settled(ben, 5_000);
    await syncing;
    await settled(ana, 90_000);
    // The payment was there while most of the month was still on its way.
    expect(left).toBeGreaterThan(1_000);
    await vi.waitFor(() => expect(ben.rows({ kind: 'ticket', limit: 1 }).total).toBe(51), 10_000);
    expect(ben.row(named('ticket', 't49'))?.fields['notes']).toContain('line 99 of a long month');
  } finally {
    await scene.end();
    await network.close();
  }
});

it.each([200, 502])(
  'REPL-22: a network that answers everything with %i and a page is offline, and nothing of it is read (fault 14)',
  async (status) => {
    let asked = 0;
    const portal = createServer((_, response) => {
      asked++;
      response.writeHead(status, { 'Content-Type': 'text/html' });
      response.end('<html><body>Please accept our terms.</body></html>');
    });
    portal.on('upgrade', (_, socket) => {
      asked++;
      socket.end(`HTTP/1.1 ${status} OK\r\nContent-Type: text/html\r\n\r\n<html></html>`);
    });
    portal.listen(0, '127.0.0.1');
    await once(portal, 'listening');
    const { port } = portal.address() as AddressInfo;
    const ana = await scene
      .device({ WebSocket }, { url: `ws://127.0.0.1:${port}/sync`, user: { id: 'ana' } })
      .start();
    const seen = new Set<string>();
    ana.subscribeStatus(() => seen.add(ana.status().state));
    const record = await opened(ana, named('ticket', 't1'));
    record.entity.set('subject', 'In a hotel');
    await vi.waitFor(() => expect(asked).toBeGreaterThan(0), 5_000);
    await vi.waitFor(
      () => expect(ana.status()).toMatchObject({ state: 'offline', pending: { edits: 1 } }),
      5_000,
    );
    await ana.syncNow().catch(() => undefined);
    expect([...seen].filter((state) => !['offline', 'connecting'].includes(state))).toEqual([]);
    portal.close();
  },
);
