import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';
import { t1, updateOf, entry, twoAtTheBench } from './testing/at-the-bench.ts';

describe('ROOM-3: a client id belongs to the first user who wrote with it', () => {
  test('ROOM-3: it stays theirs when the room was gone meanwhile', async () => {
    const { ana, ben, settle, connect, time, relay } = await twoAtTheBench();
    const { clientID } = ana.opened(t1).doc;
    const base = ana.opened(t1).doc;
    const forged = updateOf(
      clientID,
      (doc) => doc.getArray('registers').push([entry('status', 'open', 'eve')]),
      base,
    );
    ana.socket.cut();
    ben.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    expect(relay.stats().rooms).toBe(0);
    const eve = connect('eve');
    await settle();
    eve.open(t1);
    await settle();
    eve.sendPayload(t1, writeUpdate(forged));
    await settle();
    expect(eve.opened(t1).closed?.code).toBe(closeCodes.forbidden);
  });
});

describe("ROOM-4: nobody writes in another user's name", () => {
  // Fault 36: a GC struct under the victim's client id, far ahead, made a relay ignore all that the victim wrote later.
  test('ROOM-4: the 15-byte update ends its sender; the victim is unharmed', async () => {
    const { ana, ben, settle, entity, logged } = await twoAtTheBench();
    const { clientID } = ana.opened(t1).doc;
    const clock = Y.getState(ana.opened(t1).doc.store, clientID);
    const encoder: number[] = [1, 1];
    const varUint = (value: number): void => {
      for (; value > 127; value = Math.floor(value / 128)) encoder.push((value % 128) + 128);
      encoder.push(value);
    };
    varUint(clientID);
    varUint(clock);
    encoder.push(0);
    varUint(1_000_000_000);
    encoder.push(0);
    expect(encoder.length).toBeLessThan(16);
    ben.sendPayload(t1, writeUpdate(new Uint8Array(encoder)));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.forbidden);
    expect(logged).toContainEqual({ level: 'warn', event: 'channel-closed' });
    expect(ben.socket.closed).toBeUndefined();
    entity(ana, t1, 'ana').set('status', 'resolved');
    await settle();
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 3 });
    ben.open(t1);
    await settle();
    expect(entity(ben, t1, 'ben').get('status')).toBe('resolved');
  });

  test('ROOM-4: an open that names an id of somebody else is told which, and closed', async () => {
    const { ana, ben, settle, connect } = await twoAtTheBench();
    const taken = ana.opened(t1).doc.clientID;
    const eve = connect('eve');
    await settle();
    eve.send({ type: 'open', name: t1, own: [7, taken, 8] });
    await settle();
    expect(eve.told('taken')).toEqual([{ type: 'taken', name: t1, clients: [taken] }]);
    expect(eve.told('closed')).toMatchObject([{ name: t1, code: closeCodes.forbidden }]);
    expect(ben.told('taken')).toEqual([]);
  });

  test('ROOM-4: in sync step 2 the foreign part is left out and the own part is taken', async () => {
    const { ana, ben, settle, entity } = await twoAtTheBench();
    const forged = updateOf(
      ana.opened(t1).doc.clientID,
      (doc) => doc.getArray('registers').push([entry('status', 'closed', 'ana')]),
      ana.opened(t1).doc,
    );
    const { doc } = ben.opened(t1);
    const own = updateOf(doc.clientID, (copy) => copy.getText('text:notes').insert(0, 'by ben'), doc);
    ben.sendPayload(t1, writeStep2(Y.mergeUpdates([forged, own])));
    await settle();
    expect(ben.opened(t1).closed).toBeUndefined();
    expect(ben.opened(t1).acked).toBe(ben.opened(t1).sent);
    expect(entity(ana, t1, 'ana').text('notes').toJSON()).toBe('by ben');
    expect(entity(ana, t1, 'ana').get('status')).toBeNull();
  });

  test('ROOM-4: an id that nobody wrote with yet is not taken from who vouches for it', async () => {
    const { ben, settle, connect, entity } = await twoAtTheBench();
    const eva = connect('eva');
    await settle();
    const { doc } = eva.open(t1);
    await settle();
    const base = ben.opened(t1).doc;
    const forged = updateOf(doc.clientID, (copy) => copy.getText('text:notes').insert(0, 'x'), base);
    ben.sendPayload(t1, writeUpdate(forged));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.forbidden);
    entity(eva, t1, 'eva').set('status', 'open');
    await settle();
    expect(eva.opened(t1)).toMatchObject({ sent: 2, acked: 2, closed: undefined });
  });

  test('ROOM-4: edits of an earlier session come in through a new connection', async () => {
    const { ana, settle, entity, connect } = await twoAtTheBench();
    const offline = new Y.Doc();
    Y.applyUpdate(offline, Y.encodeStateAsUpdate(ana.opened(t1).doc));
    offline.getText('text:notes').insert(0, 'written on the train');
    const later = new Y.Doc();
    Y.applyUpdate(later, Y.encodeStateAsUpdate(offline));
    const ben = connect('ben:technician');
    await settle();
    ben.open(t1, later, [later.clientID, offline.clientID]);
    await settle();
    expect(entity(ana, t1, 'ana').text('notes').toJSON()).toBe('written on the train');
    expect(ben.opened(t1)).toMatchObject({ sent: 1, acked: 1 });
  });
});

describe('ROOM-4: what a replica takes for its own is never acknowledged and left out', () => {
  test('ROOM-4: an opening that names an id of another user is closed, and nothing is acknowledged', async () => {
    const { ana, ben, settle, connect, stored } = await twoAtTheBench();
    const stolen = 777_001;
    const eva = connect('eva');
    await settle();
    const evas = new Y.Doc();
    evas.clientID = stolen;
    ben.sendPayload(
      t1,
      writeUpdate(updateOf(stolen, (doc) => doc.getText('text:notes').insert(0, 'ben'), ben.opened(t1).doc)),
    );
    await settle();
    evas.getText('text:notes').insert(0, 'EVA');
    const opened = eva.open(t1, evas);
    await settle();
    expect(opened.closed).toEqual({ code: closeCodes.forbidden, reason: 'forbidden' });
    expect(opened.acked).toBe(0);
    expect(eva.told('opened')).toEqual([]);
    expect(eva.socket.closed).toBeUndefined();
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('ben');
    // Under another id, everything is taken.
    const again = eva.open(t1);
    await settle();
    again.doc.getText('text:notes').insert(0, 'EVA ');
    await settle();
    expect(again.acked).toBe(again.sent);
    expect(ana.opened(t1).doc.getText('text:notes').toJSON()).toBe('EVA ben');
  });

  test('ROOM-4: an id that two vouch for is the first one’s; the other hears so', async () => {
    const { ben, settle, connect, stored } = await twoAtTheBench();
    const shared = 777_002;
    const [eva, dan] = [connect('eva'), connect('dan')];
    await settle();
    eva.open(t1, undefined, [shared]);
    await settle();
    const { doc } = dan.open(t1, undefined, [shared]);
    await settle();
    const acked = dan.opened(t1).acked;
    dan.sendPayload(
      t1,
      writeStep2(updateOf(shared, (copy) => copy.getText('text:notes').insert(0, 'x'), doc)),
    );
    await settle();
    expect(dan.opened(t1).closed?.code).toBe(closeCodes.forbidden);
    expect(dan.opened(t1).acked).toBe(acked);
    expect(ben.opened(t1).closed).toBeUndefined();
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('');
  });
});
