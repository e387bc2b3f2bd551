import { WebSocket } from 'ws';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { limitTable, relayLimits } from './limits.ts';
import { GatedStore } from './testing/gated-store.ts';
import { scene, sceneWith } from './testing/scene.ts';

const t1 = 'ticket/t1';

test('LIMIT-1: every limit is in the table, with its reason', () => {
  for (const [name, { value, why }] of Object.entries(limitTable)) {
    expect(relayLimits).toHaveProperty(name, value);
    expect(why).not.toBe('');
  }
});

describe('LIMIT-3: one socket’s channels and messages', () => {
  test('LIMIT-3: so many documents and no more; one document once; legal names only', async () => {
    const { connect, settle } = await scene({ maxChannels: 3 });
    const ana = connect('ana');
    await settle();
    for (const id of ['a', 'b', 'c', 'd']) ana.open(`ticket/${id}`);
    await settle();
    expect(ana.told('opened')).toHaveLength(3);
    expect(ana.opened('ticket/d').closed?.code).toBe(closeCodes.overloaded);
    ana.send({ type: 'open', name: 'ticket/a', own: [] });
    for (const name of ['ticket', '../x/y', 'ticket/__proto__', 'Ticket/x', ''])
      ana.send({ type: 'open', name, own: [] });
    await settle();
    expect(ana.told('error')).toHaveLength(1);
    expect(
      ana
        .told('closed')
        .slice(-5)
        .map(({ code }) => code),
    ).toEqual(Array(5).fill(closeCodes.notFound));
    ana.close('ticket/a');
    ana.open('ticket/e');
    await settle();
    expect(ana.opened('ticket/e').channel).toBeDefined();
  });

  test('LIMIT-3: who floods is closed, and who was slow may speak again', async () => {
    const { connect, settle, time } = await scene({ messagesPerSecond: 10 });
    const ana = connect('ana');
    const ben = connect('ben');
    await settle();
    for (let i = 0; i < 100; i++) ben.send({ type: 'ping', sent: i });
    await time.advance(1_000);
    for (let i = 0; i < 10; i++) ben.send({ type: 'ping', sent: i });
    expect(ben.socket.closed).toBeUndefined();
    for (let i = 0; i < 200; i++) ana.send({ type: 'ping', sent: i });
    expect(ana.socket.closed?.code).toBe(closeCodes.overloaded);
  });
});

describe('LIMIT-5: sockets whose other end is gone', () => {
  test('LIMIT-5: who answers no ping is ended; who speaks is not', async () => {
    const { connect, settle, time, relay } = await scene({ heartbeat: 1_000 });
    const [ana, ben, eva] = [connect('ana'), connect('ben'), connect('eva')];
    await settle();
    for (let i = 0; i < 3; i++) {
      await time.advance(1_000);
      ana.send({ type: 'ping', sent: i });
      eva.socket.emit('pong');
      await settle();
    }
    expect(ben.socket.pings).toBe(2);
    expect(ben.socket.readyState).toBe(WebSocket.CLOSED);
    expect(ana.socket.readyState).toBe(WebSocket.OPEN);
    expect(eva.socket.readyState).toBe(WebSocket.OPEN);
    expect(relay.stats().sockets).toBe(2);
  });
});

describe('LIMIT-6: a slow disk slows writers', () => {
  test('LIMIT-6: a socket whose updates wait for the disk is not read until they do not', async () => {
    const store = new GatedStore();
    const { connect, settle } = await sceneWith({ store, limits: { maxUnstored: 2_000 } });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    const release = store.hold('append');
    for (let i = 0; i < 50; i++) ana.opened(t1).doc.getText('text:notes').insert(0, 'z'.repeat(100));
    await settle();
    expect(ana.socket.isPaused).toBe(true);
    release();
    await settle();
    expect(ana.socket.isPaused).toBe(false);
    expect(ana.opened(t1)).toMatchObject({ sent: 51, acked: 51 });
  });
});

describe('LIMIT-6: what a socket is held up for', () => {
  test('LIMIT-6: what was refused with its channel does not count any longer', async () => {
    const { connect, settle } = await scene({ maxUnstored: 2_000 });
    const ana = connect('ana');
    await settle();
    for (const id of ['a', 'b', 'c']) {
      const name = `ticket/${id}`;
      ana.open(name);
      await settle();
      ana.sendPayload(name, writeUpdate(new Uint8Array(1_500).fill(255)));
      await settle();
      expect(ana.opened(name).closed?.code).toBe(closeCodes.malformed);
    }
    expect(ana.socket.isPaused).toBe(false);
    ana.send({ type: 'ping', sent: 7 });
    await settle();
    expect(ana.told('pong')).toHaveLength(1);
  });

  test('LIMIT-6: nor does what could not be stored', async () => {
    const store = new GatedStore();
    const { connect, settle } = await sceneWith({ store, limits: { maxUnstored: 2_000 } });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    store.failing.add('append');
    for (let i = 0; i < 30; i++) ana.opened(t1).doc.getText('text:notes').insert(0, 'z'.repeat(100));
    await settle();
    expect(ana.opened(t1).closed?.code).toBe(closeCodes.storeUnavailable);
    expect(ana.socket.isPaused).toBe(false);
  });

  test('LIMIT-5: a socket that the relay does not read for long is ended, too', async () => {
    const store = new GatedStore();
    const { connect, settle, time } = await sceneWith({
      store,
      limits: { maxUnstored: 2_000, heartbeat: 1_000 },
    });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    store.hold('append');
    for (let i = 0; i < 30; i++) ana.opened(t1).doc.getText('text:notes').insert(0, 'z'.repeat(100));
    await settle();
    await time.advance(8_000);
    expect(ana.socket.readyState).toBe(WebSocket.OPEN);
    await time.advance(1_000);
    expect(ana.socket.readyState).toBe(WebSocket.CLOSED);
  });
});

describe('LIMIT-7: a token ends in mid-connection', () => {
  test('LIMIT-7: the socket is closed when it does', async () => {
    const { connect, settle, time } = await scene({ heartbeat: 10 ** 9 });
    const ana = connect('ana');
    await settle();
    await time.advance(86_400_000 - 1);
    expect(ana.socket.closed).toBeUndefined();
    await time.advance(1);
    expect(ana.socket.closed?.code).toBe(closeCodes.unauthorized);
  });
});
