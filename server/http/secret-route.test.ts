import { describe, expect, test } from 'vitest';
import type { Author } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { systemAuthors } from '../../shared/lib/ids.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { openEntity } from '../../shared/document/open-entity.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { documentName } from '../relay/testing/scene.ts';
import { shopApp } from './shop-app-scene.ts';

const d1 = documentName('device/d1');
const at = 'device/d1/secrets';

async function withDevice() {
  const scene = await shopApp();
  const move = (...statuses: string[]) =>
    scene.relay.write(d1, systemAuthors.import, (each) => {
      for (const status of statuses) each.set('status', status);
    });
  await move('device_received');
  const reveal = (as: string, reason: unknown = 'to test it') =>
    scene.post(as, `${at}/passcode/reveal`, { reason });
  return { ...scene, move, reveal };
}

describe('secrets over HTTP', () => {
  test('SECRET-1: whoever takes a device in sets it, who opens devices sees it, and nobody else either', async () => {
    const { put, get, remove, reveal } = await withDevice();
    expect((await reveal('ben')).status).toBe(404);
    expect((await put('fay', `${at}/passcode`, { value: '4711' })).status).toBe(200);
    expect((await put('vic', `${at}/passcode`, { value: '1' })).status).toBe(403);
    expect(await reveal('fay')).toMatchObject({ status: 403 });
    expect((await reveal('vic')).status).toBe(403);
    expect(await reveal('ben')).toMatchObject({ status: 200, body: { value: '4711' } });
    expect((await get('vic', at)).body).toMatchObject({ secrets: [{ secret: 'passcode', author: 'fay' }] });
    expect((await put('ben', `${at}/passcode`, { value: '4712' })).status).toBe(200);
    expect((await reveal('ana')).body).toEqual({ value: '4712' });
    expect((await remove('vic', `${at}/passcode`)).status).toBe(403);
    expect((await remove('ben', `${at}/passcode`)).status).toBe(200);
    expect((await remove('ben', `${at}/passcode`)).status).toBe(404);
    expect((await reveal('ben')).status).toBe(404);
    expect((await get('vic', at)).body).toEqual({ secrets: [] });
  });

  test('AUTH-5, ERASE-4: of a record that never was or was erased there is nothing to see and nothing to settle: 404', async () => {
    const { get, put, post, reveal, relay, store } = await withDevice();
    expect((await put('fay', `${at}/passcode`, { value: '4711' })).status).toBe(200);
    const { shop, ...device } = d1;
    const none = async (id: string): Promise<void> => {
      for (const as of ['ana', 'vic']) expect((await get(as, `device/${id}/secrets`)).status).toBe(404);
      expect((await put('fay', `device/${id}/secrets/passcode`, { value: '1' })).status).toBe(404);
      expect(
        (await post('ben', `device/${id}/settle`, { field: 'status', value: 'diagnosing' })).status,
      ).toBe(404);
    };
    await none('never');
    await relay.erase(shop, [device], () =>
      Promise.resolve({ shop, subject: device, by: 'ana', at: 1, names: [device], kept: [], files: [] }),
    );
    expect(await store.isErased(d1)).toBe(true);
    await none('d1');
    expect((await reveal('ben')).status).toBe(404);
  });

  test('SECRET-4: every look is noted with who, when and why before it is answered, and managers see that', async () => {
    const { put, get, reveal, time, store } = await withDevice();
    await put('fay', `${at}/passcode`, { value: '4711' });
    for (const reason of [undefined, '', '  ', 7, 'x'.repeat(201), '\ud800']) {
      expect((await reveal('ben', reason ?? null)).status).toBe(400);
    }
    await time.advance(60_000);
    await reveal('ben', ' to test it ');
    expect((await get('ben', at)).body).not.toHaveProperty('events');
    expect((await get('ana', at)).body['events']).toEqual([
      { secret: 'passcode', act: 'revealed', author: 'ben', at: time.now(), reason: 'to test it' },
      { secret: 'passcode', act: 'set', author: 'fay', at: time.now() - 60_000, reason: '' },
    ]);
    store.breakDisk(true);
    const refused = await reveal('ben');
    expect(refused.status).toBe(503);
    expect(JSON.stringify(refused.body)).not.toContain('4711');
  });

  test('SECRET-5: collecting the device destroys it, and none is taken or shown afterwards', async () => {
    const { put, get, reveal, move, store } = await withDevice();
    await put('fay', `${at}/passcode`, { value: '4711' });
    await move('repaired_ready');
    expect((await reveal('ben')).status).toBe(200);
    await move('collected');
    expect((await reveal('ben')).status).toBe(404);
    expect((await put('fay', `${at}/passcode`, { value: '4712' })).status).toBe(409);
    expect((await get('ana', at)).body).toMatchObject({
      secrets: [],
      events: [{ act: 'destroyed', author: '@import' }, { act: 'revealed' }, { act: 'set' }],
    });
    // One that came back with an old copy of the store is shown to nobody.
    await store.keepSecret(
      { name: d1, secret: 'passcode' },
      { key: 'k', nonce: new Uint8Array(12), bytes: new Uint8Array(16) },
      { act: 'set', author: 'fay' as Author, at: 1, reason: '' },
    );
    expect((await reveal('ben')).status).toBe(409);
    await move('repaired_ready');
    expect((await put('fay', `${at}/passcode`, { value: '4712' })).status).toBe(200);
  });

  test('SECRET-5: a status that is written by a socket destroys it with the same commit', async () => {
    const { put, connect, settle, tokenOf, entity, store, move } = await withDevice();
    await move('repaired_ready');
    await put('fay', `${at}/passcode`, { value: '4711' });
    const ben = connect(tokenOf('ben'));
    await settle();
    ben.open('device/d1');
    await settle();
    entity(ben, 'device/d1', 'ben').set('status', 'despatched');
    await settle();
    expect(await store.secret({ name: d1, secret: 'passcode' })).toBeUndefined();
    expect((await store.secretEvents(d1, 1))[0]).toMatchObject({ act: 'destroyed', author: 'ben' });
  });

  test('SECRET-5: of two statuses in question none destroys it; whoever settles that the device is collected does', async () => {
    const { put, connect, settle, tokenOf, entity, store, move, time } = await withDevice();
    await move('repaired_ready');
    await put('fay', `${at}/passcode`, { value: '4711' });
    const [ben, ana] = [connect(tokenOf('ben')), connect(tokenOf('ana'))];
    await settle();
    for (const each of [ben, ana]) each.open('device/d1');
    await settle();
    // Neither has seen the other's: both are written before either is sent.
    const bens = entity(ben, 'device/d1', 'ben');
    // Back is a manager's move.
    openEntity({
      doc: ana.opened('device/d1').doc,
      kind: must(kindNamed('device'), 'devices'),
      author: 'ana',
      role: () => 'manager',
      clock: new StampClock(time),
      random: seededRandom(1),
    }).set('status', 'repaired_qc');
    bens.set('status', 'collected');
    await settle();
    expect(await store.secret({ name: d1, secret: 'passcode' })).toBeDefined();
    bens.set('status', 'collected');
    await settle();
    expect(await store.secret({ name: d1, secret: 'passcode' })).toBeUndefined();
  });

  test('SECRET-1: one is set in the place of what was seen, and not of what somebody set or cleared since', async () => {
    const { put, get, reveal, time } = await withDevice();
    const place = `${at}/passcode`;
    expect((await put('fay', place, { value: '4711', seen: null })).status).toBe(200);
    await time.advance(1_000);
    expect((await put('dan', place, { value: '1111', seen: null })).status).toBe(409);
    expect((await reveal('ben')).body).toEqual({ value: '4711' });
    const { secrets } = (await get('fay', at)).body as { secrets: readonly { readonly at: number }[] };
    expect((await put('fay', place, { value: '4712', seen: secrets[0]?.at ?? 0 })).status).toBe(200);
    expect((await put('fay', place, { value: '4713', seen: 'now' })).status).toBe(400);
    expect((await reveal('ben')).body).toEqual({ value: '4712' });
  });

  test('SECRET-1: what is no such record, secret, kind or text says so, and says nothing of others', async () => {
    const { put, get, post, relay } = await withDevice();
    const value = { value: '4711' };
    for (const target of [
      'device/none/secrets/passcode',
      `${at}/none`,
      'order/d1/secrets/passcode',
      'nothing/d1/secrets/passcode',
      'pay/p/secrets/passcode',
    ]) {
      expect([target, (await put('ben', target, value)).status]).toEqual([target, 404]);
      expect((await post('ben', `${target}/reveal`, { reason: 'x' })).status).toBe(404);
    }
    for (const bad of [null, '', ' ', 7, 'x'.repeat(201), '\ud800', ['1']]) {
      expect((await put('ben', `${at}/passcode`, { value: bad })).status).toBe(400);
    }
    await relay.write(d1, 'ana' as Author, (each) => each.set('brand', 'Nokia'));
    expect((await get('ana', at)).body).toEqual({ secrets: [], events: [] });
  });
});
