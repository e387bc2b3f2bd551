/** Erasing in a relay with a store in memory, sockets open: who is erased, what stays, and who is told. */
import * as Y from 'yjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { relayScene, shop, type RelayScene } from '../../tests/replica/relay-scene.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Author, EntityId, FileId, KindName } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Row } from '../../shared/document/types.ts';
import { importOpenRepair } from '../import/import-open-repair.ts';
import { Erased } from '../store/erasure-store.ts';
import { StoreUnavailable, type DocumentName } from '../store/store.ts';
import { createEraser, type Eraser } from './eraser.ts';
import { NotErased } from './erase-client.ts';

const ana = 'ana' as Author;
const named = (path: string): DocumentName => {
  const [kind, id] = path.split('/');
  return { shop, kind: kind as KindName, id: id as EntityId };
};
const c1 = 'c1' as EntityId;
const photo = 'f'.repeat(22) as FileId;
const former = 'g'.repeat(22) as FileId;
const signature = 'h'.repeat(22) as FileId;

let scene: RelayScene;
let eraser: Eraser;
let removed: string[];
const bad = new Set<string>();
beforeEach(async () => {
  scene = await relayScene();
  removed = [];
  bad.clear();
  eraser = createEraser({
    store: scene.store,
    relay: scene.relay,
    files: {
      remove: (_, id) =>
        bad.has(id) ? Promise.reject(new Error('a bad sector')) : Promise.resolve(removed.push(id) > 0),
    },
    time: systemTime,
    random: systemRandom,
  });
});
afterEach(() => scene.close());

const write = (path: string, change: (entity: EntityDocument) => void) =>
  scene.relay.write(named(path), ana, change, { role: 'owner' });

const rowsOf = async (kind: string): Promise<readonly Row[]> =>
  (await scene.relay.rows(shop, kind as KindName, { limit: 99 })).rows;

/** A client with an order of two devices, a ticket and an appointment; and another client with as much. */
async function shopOf(client: string, mark: string): Promise<void> {
  const id = client;
  const [before, after, signed] =
    id === 'c1' ? [photo, former, signature] : ['i'.repeat(22), 'j'.repeat(22), 'k'.repeat(22)];
  await write(`client/${id}`, (entity) => {
    entity.set('name', `Name ${mark}`);
    entity.set('phone', `07${mark}`);
  });
  await write(`order/${id}-o`, (entity) => {
    entity.set('number', id === 'c1' ? 'RM-10001' : 'RM-10002');
    entity.set('client', id);
    entity.set('signedBy', `Signer ${mark}`);
    entity.set('signature', signed);
    entity.set('location', 'Cardiff');
    entity.text('notes').insert(0, `Notes ${mark}`);
    entity.append('lines', {
      type: 'labour',
      description: 'Screen',
      quantity: 2,
      price: 4_500,
      device: `${id}-d`,
    });
    entity.append('payments', { method: 'card', amount: 9_000, note: `Paid by ${mark}` }, { at: 1_000 });
  });
  for (const device of [`${id}-d`, `${id}-e`]) {
    await write(`device/${device}`, (entity) => {
      entity.set('order', `${id}-o`);
      entity.set('status', 'device_received');
      entity.set('imei', `35${mark}`);
      entity.set('brand', 'Fairphone');
      entity.add('photosBefore', before);
      entity.add('photosAfter', after);
      entity.append('parts', { part: 'Screen', quantity: 1, cost: 3_000 });
      entity.text('issue').insert(0, `Issue ${mark}`);
    });
  }
  await write(`device/${id}-d`, (entity) => entity.remove('photosAfter', after));
  await write(`ticket/${id}-t`, (entity) => {
    entity.set('subject', `Subject ${mark}`);
    entity.set('client', id);
    entity.append('messages', { channel: 'client', body: `Message ${mark}` });
  });
  await write(`appointment/${id}-a`, (entity) => {
    entity.set('device', `${id}-d`);
    entity.text('notes').insert(0, `Comes ${mark}`);
  });
}

const header =
  'id,data_provider,country,partner_product_category,product_category,product_category_id,brand,' +
  'year_of_manufacture,product_age,repair_status,repair_barrier_if_end_of_life,group_identifier,event_date,problem';
const repair = (id: string, group: string): string =>
  `${id},Repair Cafe,GBR,Electrical ~ Iron,Iron,40,Philips,2012,12,Fixed,,${group},2024-03-16,Problem ${id}`;

/** An Open Repair file with a line of each of two groups. */
async function* twoRepairs(): AsyncGenerator<Uint8Array> {
  const lines = [header, repair('x_1', 'Penarth'), repair('x_2', 'Bangor')];
  yield await Promise.resolve(Buffer.from(lines.join('\n')));
}

const importTwo = async () => {
  const faults: string[] = [];
  const report = await importOpenRepair({
    relay: scene.relay,
    shop,
    source: twoRepairs(),
    tell: (event) => void (event.type === 'bad' && faults.push(event.fault)),
  });
  return { report, faults };
};

const why = (error: unknown) => (error instanceof NotErased ? error.why.kind : error);

describe('erasing a client', () => {
  it('ERASE-2: what is theirs goes, the books stay under new ids without what is personal, and sums are as they were', async () => {
    await shopOf('c1', 'planted');
    await shopOf('c2', 'other');
    expect(await eraser.plan(shop, c1)).toEqual({
      title: 'Name planted',
      records: { client: 1, order: 1, device: 2, ticket: 1, appointment: 1 },
      kept: { order: 1, device: 2 },
      files: 3,
    });
    expect(await rowsOf('client')).toHaveLength(2);
    const report = await eraser.erase({ shop, id: c1, by: 'operator' });
    expect(report).toMatchObject({ records: { client: 1, order: 1, device: 2 }, finished: true });

    const rows = (
      await Promise.all(['client', 'order', 'device', 'ticket', 'appointment'].map(rowsOf))
    ).flat();
    expect(JSON.stringify(rows)).not.toContain('planted');
    const order = must(
      rows.find(({ kind, fields }) => kind === 'order' && fields['number'] === 'RM-10001'),
      'what stays of the order',
    );
    expect(order.id).not.toBe('c1-o');
    expect(order.fields).toMatchObject({
      client: null,
      location: 'Cardiff',
      signedBy: null,
      signature: null,
      notes: '',
      lines: { count: 1, sum: 9_000 },
      payments: { count: 1, sum: 9_000, last: 1_000 },
    });
    const devices = rows.filter(({ kind, fields }) => kind === 'device' && fields['order'] === order.id);
    expect(devices).toHaveLength(2);
    for (const { fields } of devices) {
      expect(fields).toMatchObject({
        status: 'device_received',
        brand: 'Fairphone',
        imei: null,
        issue: '',
        photosBefore: [],
        parts: { count: 1, sum: 3_000 },
      });
    }
    const { doc, lines } = await scene.relay.write(named(`order/${order.id}`), ana, (entity) => ({
      doc: entity.reviews(),
      lines: entity.ledger('lines'),
    }));
    expect(doc).toEqual([]);
    expect(devices.map(({ id }) => id)).toContain(lines[0]?.parts['device']);
    expect(rows.filter(({ id }) => id.startsWith('c2')).map(({ kind }) => kind)).toHaveLength(6);
    expect(new Set(removed)).toEqual(new Set([photo, former, signature]));
    // Whoever works on what stays works on.
    await write(`device/${devices[0]?.id}`, (entity) => entity.set('status', 'diagnosing'));
  });

  it("ERASE-2: what was deleted is in no books and goes altogether; what is somebody else's by its client stays", async () => {
    await shopOf('c1', 'planted');
    await shopOf('c2', 'other');
    await write('order/c1-o', (entity) => entity.delete());
    // About an order of the one, and a conversation with the other.
    await write('ticket/c2-t', (entity) => entity.set('order', 'c1-o'));
    const report = await eraser.erase({ shop, id: c1, by: 'operator' });
    expect(report).toMatchObject({ records: { order: 1, device: 2, ticket: 1 }, kept: { device: 2 } });
    expect((await scene.relay.row(named('ticket/c2-t')))?.fields['subject']).toBe('Subject other');
    expect((await rowsOf('order')).map(({ id }) => id)).toEqual(['c2-o']);
  });

  it("ERASE-4: a burnt name takes nothing: over HTTP, from the relay's own process, from whoever has the record", async () => {
    await shopOf('c1', 'planted');
    await eraser.erase({ shop, id: c1, by: 'operator' });
    await expect(write('client/c1', (entity) => entity.set('name', 'Again'))).rejects.toThrow(Erased);
    await expect(write('order/c1-o', (entity) => entity.set('signedBy', 'Again'))).rejects.toThrow(Erased);
    expect(await scene.relay.row(named('client/c1'))).toBeUndefined();
  });

  it('ERASE-3: what is on its way to the log when somebody is erased does not come back behind it', async () => {
    await shopOf('c1', 'planted');
    const writes = Array.from({ length: 40 }, (_, i) =>
      write('client/c1', (entity) => entity.set('name', `planted late ${i}`)).catch(
        (error: unknown) => error,
      ),
    );
    await eraser.erase({ shop, id: c1, by: 'operator' });
    const outcomes = await Promise.all(writes);
    for (const outcome of outcomes)
      if (outcome !== undefined && !(outcome instanceof StoreUnavailable))
        expect(outcome).toBeInstanceOf(Erased);
    await expect(scene.store.load(named('client/c1'))).rejects.toThrow(Erased);
    const { body } = await scene.store.page({ shop, after: 0, bytes: 1_000_000 });
    expect(Buffer.from(body).toString('latin1')).not.toContain('planted');
  });

  it('ERASE-7: who is not there, or was erased, is said; what came since is found under the same id', async () => {
    await shopOf('c1', 'planted');
    const erase = (id: string, of = shop) =>
      eraser.erase({ shop: of, id: id as EntityId, by: 'operator' }).then(() => 'erased', why);
    expect(await erase('nobody')).toBe('unknown');
    expect(await erase('c1', 'elsewhere' as typeof shop)).toBe('no-shop');
    expect(await erase('c1')).toBe('erased');
    expect(await erase('c1')).toBe('already');
    expect(await eraser.plan(shop, c1).catch(why)).toBe('already');
    // Made on a device that had not heard, for the client and for one of the orders.
    await write('ticket/late', (entity) => entity.set('client', 'c1'));
    await write('device/late', (entity) => entity.set('order', 'c1-o'));
    expect(await eraser.plan(shop, c1)).toMatchObject({ title: null, records: { ticket: 1, device: 1 } });
    expect(await erase('c1')).toBe('erased');
    expect(await erase('c1')).toBe('already');
    expect(await scene.store.erasures(shop)).toHaveLength(2);
  });

  it('ERASE-5: a file that cannot be removed keeps nothing else, and goes when it is asked again', async () => {
    await shopOf('c1', 'planted');
    bad.add(photo);
    let scrubs = 0;
    const { store } = scene;
    const unfinished = store.unfinishedErasures.bind(store);
    store.unfinishedErasures = async () => ({ ...(await unfinished()), scrub: true });
    store.scrub = () => Promise.resolve(++scrubs > 0);
    expect(await eraser.erase({ shop, id: c1, by: 'operator' })).toMatchObject({ finished: false });
    expect(new Set(removed)).toEqual(new Set([former, signature]));
    expect(scrubs).toBe(1);
    expect((await scene.store.unfinishedErasures()).files).toEqual([{ shop, id: photo }]);
    bad.clear();
    expect(await eraser.erase({ shop, id: c1, by: 'operator' }).catch(why)).toBe('already');
    expect(removed).toContain(photo);
    expect((await scene.store.unfinishedErasures()).files).toEqual([]);
  });

  it('ERASE-9: a file that a record of somebody else shows, too, stays with that one, and goes with the last who shows it', async () => {
    await shopOf('c1', 'planted');
    await shopOf('c2', 'other');
    // Somebody copied its id. What was taken out of a record again keeps nothing.
    await write('device/c2-d', (entity) => entity.add('photosAfter', photo));
    await write('device/c2-e', (entity) => entity.add('photosAfter', former));
    await write('device/c2-e', (entity) => entity.remove('photosAfter', former));
    expect(await eraser.plan(shop, c1)).toMatchObject({ files: 2 });
    expect(await eraser.erase({ shop, id: c1, by: 'operator' })).toMatchObject({ files: 2, finished: true });
    expect(new Set(removed)).toEqual(new Set([former, signature]));
    const [device] = (await rowsOf('device')).filter(({ id }) => id === 'c2-d');
    expect(device?.fields['photosAfter']).toContain(photo);
    await eraser.erase({ shop, id: 'c2' as EntityId, by: 'operator' });
    expect(removed).toContain(photo);
  });

  it('ERASE-5: what was left is finished behind the erasure that is under way, not beside it', async () => {
    await shopOf('c1', 'planted');
    const order: string[] = [];
    const erasing = eraser.erase({ shop, id: c1, by: 'operator' }).then(() => order.push('erased'));
    expect(await eraser.finish()).toBe(true);
    order.push('finished');
    await erasing;
    expect(order).toEqual(['erased', 'finished']);
    expect(removed).toHaveLength(new Set(removed).size);
  });

  it('ERASE-4: importing a file again brings nothing back, says which lines were left out, and imports the rest', async () => {
    expect(await importTwo()).toMatchObject({ report: { imported: 2 }, faults: [] });
    const group = must(
      (await rowsOf('client')).find(({ fields }) => JSON.stringify(fields).includes('Penarth')),
      'the client of the first line',
    );
    await eraser.erase({ shop, id: group.id as EntityId, by: 'operator' });
    expect(await importTwo()).toMatchObject({
      report: { imported: 0, unchanged: 1, records: 0 },
      faults: ['erased'],
    });
    expect(JSON.stringify(await rowsOf('device'))).not.toContain('Problem x_1');
  });

  it('ERASE-2: nothing of the old document is in the new one: neither its client ids nor what was written over', async () => {
    await shopOf('c1', 'planted');
    const before = must(await scene.store.load(named('order/c1-o')), 'the order');
    const clients = new Set(before.claims.map(({ client }) => client));
    await eraser.erase({ shop, id: c1, by: 'operator' });
    const [order] = await rowsOf('order');
    const after = must(await scene.store.load(named(`order/${order?.id}`)), 'what stays');
    for (const update of after.updates) {
      const { to } = Y.parseUpdateMeta(update);
      for (const client of to.keys()) expect(clients.has(client)).toBe(false);
      expect(Buffer.from(update).toString('latin1')).not.toContain('planted');
    }
    expect(after.damage).toEqual([]);
  });
});
