/** A shop that keeps its locations apart: what is of one of them comes to nobody who is of another, through no door. */
import { describe, expect, test } from 'vitest';
import { demo, named } from '../../server/accounts/accounts-scene.ts';
import { Refused } from '../../server/relay/refused.ts';
import { documentName } from '../../server/relay/testing/scene.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import * as Y from 'yjs';
import { heardBy, mark, namesIn, southern, twoLocations } from './locations.scene.ts';

const all = Object.values(southern);

describe('locations that are kept apart', () => {
  test('PLACE-1: who is of some locations sees what is of those and of none; who is of none sees all; and all do where they are not kept apart', async () => {
    const { connect, act, write } = await twoLocations();
    await write('client/c', { name: 'Of the whole shop' });
    await write('order/anywhere', { number: 'RM-2' });
    const [ben, sam, otto] = [await connect('ben'), await connect('sam'), await connect('otto')];
    const shared = ['client/c', 'order/anywhere'];
    const northern = all.map((name) => name.replace('southern', 'northern'));
    expect(await namesIn(ben)).toEqual([...northern, ...shared]);
    expect((await namesIn(sam)).toSorted()).toEqual([...all, ...shared].toSorted());
    expect((await namesIn(otto)).toSorted()).toEqual([...all, ...northern, ...shared].toSorted());
    expect(ben.told('locations')).toEqual([
      {
        type: 'locations',
        apart: true,
        all: [
          { id: 'north', name: 'North End' },
          { id: 'south', name: 'South Street' },
        ],
        mine: ['north'],
      },
    ]);
    await act('location-apart', { apart: false });
    expect(ben.socket.closed?.code).toBe(closeCodes.rightsChanged);
    expect(await namesIn(await connect('ben'))).toHaveLength(12);
  });

  test('LEGACY-3: who sees only some places hears nothing of how records stand in the legacy system', async () => {
    const { connect, relay, settle, write } = await twoLocations();
    relay.legacy.begin(demo, ['order']);
    relay.legacy.known(demo);
    const [ben, otto] = [await connect('ben'), await connect('otto')];
    await write(southern.order, { number: 'RM-9' });
    await settle();
    ben.send({ type: 'legacy' });
    await settle();
    expect(otto.told('legacy').at(-1)).toMatchObject({
      records: [{ name: southern.order, step: 'waiting' }],
    });
    expect(ben.told('legacy')).toEqual([]);
  });

  test('PLACE-3: no byte of another location is sent at any door, and the same is where it may be', async () => {
    const scene = await twoLocations();
    const { connect, plain, get, send, relay, store, settle, entity } = scene;
    const [sam, otto] = [await connect('sam'), await connect('otto')];
    for (const name of all) sam.open(name);
    otto.open(southern.device);
    await settle();
    sam.send({ type: 'here', at: southern.device, field: mark, idle: false });
    // One that asks, one that is sent back, one that nobody may read, and a file that a record shows.
    entity(sam, southern.device, 'sam').text('notes').insert(0, mark);
    sam
      .opened(southern.order)
      .doc.getArray('registers')
      .push([['status', mark, 0, 'sam']]);
    for (const [peer, who] of [
      [sam, 'sam'],
      [otto, 'otto'],
    ] as const)
      entity(peer, southern.device, who).set('serial', `${mark} by ${who}`);
    await settle();
    const photo = 'photo0photo0photo0phot'.replaceAll(/[ilou]/g, '0') as never;
    await relay.write(documentName(southern.device), named('sam').user, (each) =>
      each.add('photosBefore', String(photo)),
    );
    expect(await store.filePlaces(demo, photo)).toEqual(['south']);

    for (const who of ['ben', 'mia']) {
      const peer = await connect(who);
      for (const name of all) peer.open(name);
      peer.send({ type: 'here', at: southern.device, field: '', idle: false });
      await settle();
      expect(peer.told('opened')).toEqual([]);
      expect(peer.told('closed').map(({ code }) => code)).toEqual(all.map(() => closeCodes.notFound));
      expect(await heardBy(peer)).not.toContain(mark);
      for (const name of all) {
        const stock = await plain(who, name);
        expect(stock.socket.closed?.code).toBe(closeCodes.notFound);
        expect(stock.frames).toEqual([]);
        const answers = [
          await get(who, name),
          await get(who, `${name}/history`),
          await get(who, `${name}/history/at?time=${scene.time.now()}`),
          await get(who, `${name}/versions/2`),
          await get(who, `${name}/entries/messages`),
          await send(who, 'PATCH', name, { base: {}, fields: { notes: { append: 'x' } } }),
          await send(who, 'DELETE', name),
          await send(who, 'POST', `${name}/restore`, { version: 2 }),
          await send(who, 'POST', `${name}/settle`, { field: 'status', value: 'collected' }),
        ];
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
        // As for one that never was.
        const never = await get(who, name.replace('southern', 'never'));
        expect((await get(who, name)).text).toBe(never.text);
      }
      const programs = {
        Authorization: `Bearer ${await scene.tokenOf(who)}`,
        'Content-Type': 'application/json',
      };
      const pulled = await scene.ask('/api/sync/pull?entries=true', { headers: programs });
      expect(pulled.text).not.toContain(mark);
      expect(pulled.text).not.toContain('southern');
      const operations = all.map((name, at) => {
        const [kind, record] = name.split('/');
        return { id: `${at}`, do: 'change', kind, record, base: {}, fields: { notes: { append: 'x' } } };
      });
      const init = { method: 'POST', headers: programs, body: JSON.stringify({ operations }) };
      const { body } = await scene.ask('/api/sync/push', init);
      expect((body['results'] as { status: string }[]).map(({ status }) => status)).toEqual(
        all.map(() => 'unknown'),
      );
      const secret = await send(who, 'POST', `${southern.device}/secrets/passcode/reveal`, {
        reason: 'to look',
      });
      expect(secret.status).toBe(404);
      expect((await get(who, `files/${String(photo)}`)).status).toBe(404);
      const lists = [
        'order',
        'device',
        'ticket',
        'appointment',
        'item',
        'reviews',
        'refused',
        'audit',
        'erasures',
      ];
      for (const list of lists) expect((await get(who, list)).text, list).not.toContain(mark);
      expect((await get(who, 'refused')).body).toMatchObject({ refused: [] });
      expect((await get(who, 'reviews')).body).toMatchObject({ count: 0 });
    }
    expect(await heardBy(await connect('sam'))).toContain(mark);
    expect((await get('sam', southern.device)).text).toContain(mark);
    expect((await get('otto', 'device')).text).toContain(mark);
    expect((await get('otto', 'refused')).text).toContain(mark);
    expect((await get('otto', 'reviews')).text).toContain(mark);
    const stock = await plain('sam', southern.device);
    expect(stock.frames.length).toBeGreaterThan(0);
  });

  test('PLACE-2: a record that goes to another location leaves who may not see it there, from that edit on, with what goes with it', async () => {
    const { connect, plain, write, settle, entity } = await twoLocations();
    const [ben, sam, otto] = [await connect('ben'), await connect('sam'), await connect('otto')];
    const stock = await plain('ben', 'device/northern');
    for (const peer of [ben, otto]) {
      peer.open('order/northern');
      peer.open('device/northern');
    }
    await settle();
    entity(otto, 'device/northern', 'otto').set('model', 'before');
    entity(otto, 'order/northern', 'otto').set('location', 'south');
    entity(otto, 'order/northern', 'otto').set('number', mark);
    entity(otto, 'device/northern', 'otto').set('colour', mark);
    await settle();
    stock.receive();
    expect(
      ben
        .told('closed')
        .map(({ name, code }) => `${name} ${code}`)
        .toSorted(),
    ).toEqual([`device/northern ${closeCodes.notFound}`, `order/northern ${closeCodes.notFound}`]);
    expect(stock.socket.closed?.code).toBe(closeCodes.notFound);
    expect(ben.told('changed').length).toBeGreaterThan(0);
    const { cursor = 0 } = ben.told('page').at(-1) ?? {};
    ben.send({ type: 'catch-up', cursor, kinds: [] });
    await settle();
    expect(
      ben
        .told('left')
        .flatMap(({ names }) => names)
        .toSorted(),
    ).toEqual(['appointment/northern', 'device/northern', 'order/northern', 'ticket/northern']);
    expect(await heardBy(ben)).not.toContain(mark);
    expect(stock.frames.map((frame) => Buffer.from(frame).toString('latin1')).join()).not.toContain(mark);

    sam.send({ type: 'catch-up', cursor: sam.told('page').at(-1)?.cursor ?? 0, kinds: [] });
    await settle();
    expect((await namesIn(sam)).filter((name) => name.endsWith('northern')).toSorted()).toEqual([
      'appointment/northern',
      'device/northern',
      'order/northern',
      'ticket/northern',
    ]);
    expect(await heardBy(sam)).toContain('before');
    await write('order/northern', { location: 'north' });
    ben.open('device/northern');
    await settle();
    expect(ben.told('opened').at(-1)).toMatchObject({ name: 'device/northern' });
  });

  test('PLACE-2: who moves it away themselves is told that it is stored, and then that it is not there', async () => {
    const { connect, settle, entity, store } = await twoLocations();
    const ben = await connect('ben');
    ben.open('order/northern');
    await settle();
    const heard = ben.messages.length;
    entity(ben, 'order/northern', 'ben').set('location', 'south');
    await settle();
    const told = ben.messages.slice(heard).map(({ type }) => type);
    expect(told.indexOf('ack')).toBeLessThan(told.indexOf('closed'));
    expect(told).toContain('ack');
    expect(ben.opened('order/northern').acked).toBe(ben.opened('order/northern').sent);
    expect(await store.place(documentName('order/northern'))).toBe('south');
  });

  test('PLACE-2: who stays is told what was written in the moment in which it was not known where the record went', async () => {
    const { connect, settle, entity, write } = await twoLocations();
    await write('order/second', { location: 'north' });
    const [ben, otto] = [await connect('ben'), await connect('otto')];
    for (const peer of [ben, otto]) peer.open('device/northern');
    await settle();
    // The other order is in nobody's memory: it is looked up.
    entity(otto, 'device/northern', 'otto').set('order', 'second');
    entity(otto, 'device/northern', 'otto').set('model', 'meanwhile');
    await settle();
    expect(ben.told('closed')).toEqual([]);
    expect(entity(ben, 'device/northern', 'ben').get('model')).toBe('meanwhile');
  });

  test('PLACE-4: a write to what is elsewhere is refused as for what is not there, and what is new is its author’s', async () => {
    const { connect, settle, entity, relay, write, store, stored } = await twoLocations();
    await expect(write(southern.order, { number: 'mine' }, 'ben')).rejects.toThrow(Refused);
    const ben = await connect('ben');
    ben.open('order/fresh');
    ben.open('device/early');
    await settle();
    entity(ben, 'order/fresh', 'ben').set('location', 'north');
    entity(ben, 'device/early', 'ben').set('order', 'late');
    await settle();
    expect(ben.told('closed')).toEqual([]);
    // The order of the device is not there yet.
    expect(await namesIn(await connect('mia'))).not.toContain('device/early');
    expect(await namesIn(await connect('ben'))).toContain('device/early');
    await write('order/late', { location: 'north' }, 'ben');
    expect(await namesIn(await connect('mia'))).toContain('device/early');
    // What was on its way when the record went stays with its sender.
    ben.open('order/northern');
    await settle();
    await relay.write(documentName('order/northern'), named('otto').user, (each) =>
      each.set('location', 'south'),
    );
    await settle();
    const doc = new Y.Doc();
    doc.getText('text:notes').insert(0, 'too late');
    ben.open('order/northern', doc);
    await settle();
    expect(ben.told('closed').at(-1)).toMatchObject({ name: 'order/northern', code: closeCodes.notFound });
    expect((await stored('order/northern')).getText('text:notes').toJSON()).toBe('');
    expect(await store.place(documentName('order/northern'))).toBe('south');
  });

  test('PLACE-5: another location of somebody’s counts at once, on what is open too, and who looks at what is told to those who see it', async () => {
    const { connect, settle, act, time } = await twoLocations();
    const [ben, sam, otto] = [await connect('ben'), await connect('sam'), await connect('otto')];
    sam.send({ type: 'here', at: southern.device, field: 'notes', idle: false });
    await settle();
    const placeOf = (peer: typeof ben) =>
      peer
        .told('presence')
        .flatMap(({ here }) => here.filter(({ user }) => user === 'sam').map(({ at }) => at))
        .at(-1);
    await time.advance(1_000);
    await settle();
    expect([placeOf(otto), placeOf(ben)]).toEqual([southern.device, '']);
    sam.open(southern.order);
    await settle();
    await act('user-set-locations', { user: 'sam', locations: 'north' });
    expect(sam.socket.closed?.code).toBe(closeCodes.rightsChanged);
    const again = await connect('sam');
    expect((await namesIn(again)).filter((name) => all.includes(name as (typeof all)[number]))).toEqual([]);
    expect(await heardBy(again)).not.toContain(mark);
    await expect(act('user-set-locations', { user: 'sam', locations: 'nowhere' })).rejects.toMatchObject({
      kind: 'bad-request',
    });
  });

  test('PLACE-6: managers of all locations see to them; who is of some gives nobody more than they have', async () => {
    const { send, get, act, store } = await twoLocations();
    expect((await get('ben', 'locations')).body).toMatchObject({
      apart: true,
      mine: ['north'],
      locations: [{ id: 'north' }, { id: 'south' }],
    });
    const tries: readonly (readonly [string, string, unknown])[] = [
      ['POST', 'locations', { name: 'West' }],
      ['PUT', 'locations', { apart: false }],
      ['PUT', 'locations/south', { name: 'Mine' }],
      ['DELETE', 'locations/south', {}],
      ['PUT', 'users/ben', { locations: [] }],
      ['PUT', 'users/sam', { role: 'view' }],
      ['PUT', 'users/ana', { locations: ['north'] }],
      ['POST', 'users/sam/invitation', {}],
      ['DELETE', 'users/ana/devices', {}],
      ['GET', 'erasures', undefined],
      ['POST', 'client/c/erase', { dryRun: true }],
    ];
    for (const [method, target, body] of tries) {
      const { status } =
        method === 'GET' ? await get('mia', target) : await send('mia', method, target, body);
      expect(status, `${method} ${target}`).toBe(403);
    }
    expect((await send('mia', 'POST', 'users', { user: 'new', role: 'technician' })).body).toMatchObject({
      locations: ['north'],
    });
    expect((await send('mia', 'PUT', 'users/ben', { role: 'front-desk' })).body).toMatchObject({
      role: 'front-desk',
      locations: ['north'],
    });
    expect((await send('ana', 'POST', 'locations', { name: 'Wéstern Road' })).body).toMatchObject({
      locations: [{ id: 'north' }, { id: 'south' }, { id: 'western-road', name: 'Wéstern Road' }],
    });
    expect((await send('ana', 'DELETE', 'locations/south')).status).toBe(409);
    expect((await send('ana', 'DELETE', 'locations/western-road')).status).toBe(200);
    expect((await send('ana', 'PUT', 'users/ben', { locations: [] })).body).toMatchObject({ locations: [] });
    expect((await store.user(demo, named('ben').user))?.locations).toBeUndefined();
    await expect(act('location-add', { id: '@ben', name: 'B' })).rejects.toMatchObject({
      kind: 'bad-request',
    });
    await expect(act('location-add', { id: 'north', name: 'N' })).rejects.toMatchObject({ kind: 'conflict' });
  });
});
