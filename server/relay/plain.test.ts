import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemAuthors } from '../../shared/lib/ids.ts';
import { decodeDown, encodeUp } from '../../shared/protocol/codec.ts';
import { closeCodes, protocolVersion } from '../../shared/protocol/codes.ts';
import { encodeDocumentFrame } from '../../shared/protocol/frame.ts';
import { readYMessage, writeStep1, writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { documentName } from './testing/scene.ts';
import { realServer, type RealServer } from './testing/real-server.ts';

let folder = '';
let server: RealServer;
const providers: WebsocketProvider[] = [];
const sockets: WebSocket[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-relay-'));
  server = await realServer({ store: await openSqliteStore({ folder }) });
});
afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy();
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function stock(user: string, id = 't1', doc = new Y.Doc()): WebsocketProvider {
  const provider = new WebsocketProvider(server.url, `demo/ticket/${id}`, doc, {
    params: { token: user },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  providers.push(provider);
  return provider;
}

/** A multiplexed client with one document, over a real socket. */
async function multiplexed(
  user: string,
  id = 't1',
): Promise<{ doc: Y.Doc; acked: () => number; sent: () => number }> {
  const socket = new WebSocket(server.url);
  sockets.push(socket);
  const doc = new Y.Doc();
  let channel = 0;
  let acked = 0;
  let sent = 0;
  const send = (payload: Uint8Array): void => socket.send(encodeDocumentFrame(channel, payload));
  doc.on('update', (update, origin) => {
    if (origin === socket) return;
    sent++;
    send(writeUpdate(update));
  });
  socket.on('message', (data: Buffer) => {
    const frame = decodeDown(data);
    if (frame.type === 'message' && frame.message.type === 'welcome') {
      socket.send(encodeUp({ type: 'open', name: `ticket/${id}`, own: [doc.clientID] }));
    } else if (frame.type === 'message' && frame.message.type === 'opened') {
      ({ channel } = frame.message);
      send(writeStep1(Y.encodeStateVector(doc)));
    } else if (frame.type === 'message' && frame.message.type === 'ack') {
      acked = frame.message.channels[0]?.count ?? 0;
    } else if (frame.type === 'document') {
      const message = readYMessage(frame.payload);
      if (message.type === 'sync-step-1') {
        sent++;
        send(writeStep2(Y.encodeStateAsUpdate(doc, message.stateVector)));
      } else if (message.type === 'sync-step-2' || message.type === 'update') {
        Y.applyUpdate(doc, message.update, socket);
      }
    }
  });
  await once(socket, 'open');
  socket.send(encodeUp({ type: 'hello', protocol: protocolVersion, schema: '', token: user }));
  await vi.waitFor(() => expect(acked).toBe(1));
  return { doc, acked: () => acked, sent: () => sent };
}

const notes = (doc: Y.Doc): string => doc.getText('text:notes').toJSON();

describe('ROOM-11: stock y-websocket clients', () => {
  test('ROOM-11: two of them and a multiplexed client edit one record', async () => {
    const [ana, ben] = [stock('ana'), stock('ben')];
    const eva = await multiplexed('eva');
    await vi.waitFor(() => expect([ana.synced, ben.synced]).toEqual([true, true]));
    ana.doc.getText('text:notes').insert(0, 'ana ');
    ben.doc.getText('text:notes').insert(0, 'ben ');
    eva.doc.getText('text:notes').insert(0, 'eva ');
    await vi.waitFor(() => {
      for (const doc of [ana.doc, ben.doc, eva.doc]) {
        expect(notes(doc)).toHaveLength(12);
        expect(notes(doc)).toBe(notes(ana.doc));
      }
      expect(eva.acked()).toBe(eva.sent());
    });
    const stored = await server.store.load(documentName('ticket/t1'));
    const doc = new Y.Doc();
    for (const update of stored?.updates ?? []) Y.applyUpdate(doc, update);
    await vi.waitFor(() => expect(notes(doc)).toBe(notes(ana.doc)));
  });

  test('ROOM-11: its presence comes back to it, under its name, so that it knows the line is alive', async () => {
    const [ana, ben] = [stock('ana'), stock('ben')];
    await vi.waitFor(() => expect([ana.synced, ben.synced]).toEqual([true, true]));
    const heard = ana.wsLastMessageReceived;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(heard));
    ana.awareness.setLocalStateField('user', { name: 'Somebody', color: 'red' });
    await vi.waitFor(() => {
      expect(ben.awareness.getStates().get(ana.doc.clientID)).toEqual({
        user: { id: 'ana', name: 'ANA', color: 'red' },
      });
      expect(ana.wsLastMessageReceived).toBeGreaterThan(heard);
    });
    ana.destroy();
    await vi.waitFor(() => expect(ben.awareness.getStates().has(ana.doc.clientID)).toBe(false));
  });

  test('ROOM-11: what it made offline arrives, and what it may not write goes back', async () => {
    await server.relay.write(documentName('ticket/t1'), systemAuthors.import, (each) =>
      each.set('subject', 'Old'),
    );
    const doc = new Y.Doc();
    doc.getText('text:notes').insert(0, 'made offline');
    const ana = stock('ana', 't1', doc);
    const ben = stock('ben');
    await vi.waitFor(() => expect(notes(ben.doc)).toBe('made offline'));
    ana.doc.getArray('registers').push([['subject', 'Forged', 1, 'ben']]);
    ana.doc.getText('text:notes').insert(0, 'and ');
    await vi.waitFor(() => {
      expect(notes(ben.doc)).toBe('and made offline');
      for (const each of [ana.doc, ben.doc]) {
        expect(each.getArray('registers').toJSON()).toEqual([
          ['subject', 'Old', expect.any(Number), '@import'],
        ]);
      }
    });
  });

  test('ROOM-11: hostile bytes end it with a final code', async () => {
    const socket = new WebSocket(`${server.url}/demo/ticket/t1?token=ana`);
    await once(socket, 'open');
    socket.send(writeUpdate(new Uint8Array([9, 9, 9])));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(closeCodes.malformed);
  });

  test('ROOM-11: a restart of the relay is a pause', async () => {
    const [ana, ben] = [stock('ana'), stock('ben')];
    await vi.waitFor(() => expect([ana.synced, ben.synced]).toEqual([true, true]));
    ana.doc.getText('text:notes').insert(0, 'kept');
    await vi.waitFor(() => expect(notes(ben.doc)).toBe('kept'));
    const closed: number[] = [];
    ana.on('connection-close', (event) => void closed.push(event?.code ?? 0));
    await server.stop();
    expect(closed).toContain(closeCodes.draining);
    expect(ana.shouldConnect).toBe(true);
    const store = await openSqliteStore({ folder });
    const doc = new Y.Doc();
    const stored = await store.load(documentName('ticket/t1'));
    for (const update of stored?.updates ?? []) Y.applyUpdate(doc, update);
    await store.close();
    server = await realServer();
    expect(notes(doc)).toBe('kept');
  });
});
