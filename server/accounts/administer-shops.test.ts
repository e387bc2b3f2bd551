import { describe, expect, test, vi } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { ShopFull } from '../relay/shop-full.ts';
import { documentName } from '../relay/testing/scene.ts';
import { accountsScene, bearer, demo, named } from './accounts-scene.ts';
import { NotDone } from './not-done.ts';
import { finishShops } from './remove-shop.ts';

describe('shops', () => {
  test('SHOP-1: a shop is made once, with people of its own, and told with what it has', async () => {
    const { act, settleIn } = await accountsScene();
    expect(await act('shop-create', { shop: 'riverside', title: 'Riverside Repairs' })).toEqual({
      shop: 'riverside',
      title: 'Riverside Repairs',
      suspended: false,
      quotas: {},
      users: 0,
      files: 0,
      bytes: 0,
    });
    await expect(act('shop-create', { shop: 'riverside' })).rejects.toMatchObject({ kind: 'conflict' });
    await expect(act('shop-create', { shop: 'River side' })).rejects.toMatchObject({ kind: 'bad-request' });
    // Its page would be the operator's, or that of whoever comes back from a provider.
    for (const shop of ['operator', 'signed-in'])
      await expect(act('shop-create', { shop })).rejects.toMatchObject({ kind: 'bad-request' });
    await expect(act('shop-create', { shop: 'x', title: 'two\nlines' })).rejects.toBeInstanceOf(NotDone);
    await settleIn('ana');
    expect(await act('shop-list')).toMatchObject([
      { shop: 'demo', users: 3 },
      { shop: 'other', users: 0 },
      { shop: 'riverside' },
    ]);
  });

  test('IMPORT-1: a shop that an import is the beginning of is made at the operator’s door, once, with one owner', async () => {
    const { act, connect, mint, store } = await accountsScene();
    expect(await act('shop-ensure', { shop: 'wales' })).toEqual({ shop: 'wales', made: true });
    const owner = { shop: 'wales', id: 'owner', name: 'Owner', role: 'owner' };
    expect(await store.users('wales' as typeof demo)).toEqual([owner]);
    expect(await act('shop-ensure', { shop: 'wales' })).toEqual({ shop: 'wales', made: false });
    for (const shop of ['operator', 'Not A Name']) {
      await expect(act('shop-ensure', { shop })).rejects.toMatchObject({ kind: 'bad-request' });
    }
    // One of a name that was there before is open again.
    await act('shop-remove', { shop: 'wales', yes: true });
    await act('shop-ensure', { shop: 'wales' });
    const back = await connect(await mint(owner as never, 60_000));
    expect(back.told('welcome')).toHaveLength(1);
  });

  test('AUTH-22: what opened a shop that was removed opens none that is made anew under its name', async () => {
    const { act, connect, mint, time } = await accountsScene();
    const unknown = { shop: demo, id: 'guest', name: 'Guest', role: 'owner' } as never;
    const before = await mint(unknown, 60_000);
    expect((await connect(before)).told('welcome')).toHaveLength(1);
    await time.advance(1);
    await act('shop-remove', { yes: true });
    await act('shop-create');
    expect((await connect(before)).socket.closed?.code).toBe(closeCodes.unauthorized);
    expect((await connect(await mint(unknown, 60_000))).told('welcome')).toHaveLength(1);
  });

  test('SHOP-2: of a suspended shop nobody is in from that moment, at no door, and all come in again afterwards', async () => {
    const { act, settleIn, ask, browser, connect, settle, mint, store } = await accountsScene();
    const ana = await settleIn('ana');
    const token = String((await ana.refresh('ana')).body['token']);
    const user = await store.user(demo, named('ana').user);
    const other = await mint({ ...user!, shop: 'other' as typeof demo }, 60_000);
    const [open, elsewhere] = [await connect(token), await connect(other)];
    await act('shop-suspend');
    await settle();
    expect(open.socket.closed?.code).toBe(closeCodes.suspended);
    expect(elsewhere.socket.closed).toBeUndefined();
    const again = await connect(token);
    expect(again.socket.closed?.code).toBe(closeCodes.suspended);
    const rows = await ask('/api/shops/demo/client', { headers: bearer(token) });
    expect(rows).toMatchObject({ status: 403, body: { title: 'The shop is suspended by its operator' } });
    expect((await ana.refresh('ana')).status).toBe(403);
    expect((await browser().signIn('ana')).body['title']).toBe('The shop is suspended by its operator');
    // Whoever does not know the password learns nothing of it.
    expect((await browser().signIn('ana', 'wrong wrong wrong')).status).toBe(401);
    await act('shop-resume');
    expect((await ana.refresh('ana')).status).toBe(200);
    const back = await connect(token);
    expect(back.told('welcome')).toHaveLength(1);
    await expect(act('shop-suspend', { shop: 'nowhere' })).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('SHOP-5: a shop has no more people, connections and new records than its operator says, and keeps what it has', async () => {
    const { act, settleIn, connect, settle, relay, store } = await accountsScene();
    const ana = await settleIn('ana');
    const token = String((await ana.refresh('ana')).body['token']);
    await relay.write(documentName('client/a'), named('ana').user, (each) => each.set('name', 'A'));
    expect(await act('shop-limit', { users: '3', sockets: '2', records: '1' })).toMatchObject({
      quotas: { users: 3, sockets: 2, records: 1 },
    });
    await expect(act('user-add', { user: 'eva', role: 'view' })).rejects.toMatchObject({ kind: 'conflict' });
    await expect(act('shop-limit', { users: '0' })).rejects.toMatchObject({ kind: 'bad-request' });
    const [first, second, third] = [await connect(token), await connect(token), await connect(token)];
    expect([first, second].map(({ socket }) => socket.closed)).toEqual([undefined, undefined]);
    expect(third.socket.closed?.code).toBe(closeCodes.overloaded);
    first.open('client/a');
    first.open('client/b');
    await settle();
    expect(first.told('opened').map(({ name }) => name)).toEqual(['client/a']);
    expect(first.told('closed')).toMatchObject([{ name: 'client/b', code: closeCodes.shopFull }]);
    expect(await store.recordCount(demo)).toBe(1);
    second.socket.cut();
    await settle();
    expect((await connect(token)).socket.closed).toBeUndefined();
    await act('shop-limit', { users: 'none', records: '2' });
    expect((await store.shop(demo))?.quotas).toEqual({ sockets: 2, records: 2 });
    await act('user-add', { user: 'eva', role: 'view' });
    first.open('client/b');
    await settle();
    expect(first.told('opened').map(({ name }) => name)).toEqual(['client/a', 'client/b']);
  });

  test('SHOP-6: a log that is full takes no edit, is read as before, and keeps what comes on its device', async () => {
    const { act, settleIn, connect, settle, relay, store, ask } = await accountsScene();
    const ana = await settleIn('ana');
    const token = String((await ana.refresh('ana')).body['token']);
    await relay.write(documentName('client/a'), named('ana').user, (each) => each.set('name', 'A'));
    const bytes = await store.logBytes(demo);
    expect(await act('shop-limit', { bytes: String(bytes + 1) })).toMatchObject({
      quotas: { bytes: bytes + 1 },
      bytes,
    });
    await settle();
    const [writer, reader] = [await connect(token), await connect(token)];
    writer.open('client/a');
    reader.open('client/a');
    await settle();
    // The one that passes the bound is taken, and the next one is not.
    const write = (text: string): void => writer.opened('client/a').doc.getText('text:notes').insert(0, text);
    write('in time ');
    await settle();
    expect(writer.opened('client/a').acked).toBe(writer.opened('client/a').sent);
    write('too late ');
    await settle();
    expect(writer.told('closed')).toMatchObject([{ name: 'client/a', code: closeCodes.shopFull }]);
    expect(writer.opened('client/a').acked).toBeLessThan(writer.opened('client/a').sent);
    expect(reader.opened('client/a').doc.getText('text:notes').toJSON()).toBe('in time ');
    const late = await connect(token);
    // What it has already, deletions too, is no edit.
    late.open('client/a', reader.opened('client/a').doc, []);
    await settle();
    expect(late.opened('client/a')).toMatchObject({ closed: undefined });
    expect((await ask('/api/shops/demo/client/a', { headers: bearer(token) })).status).toBe(200);
    await expect(
      relay.write(documentName('client/a'), named('ana').user, (each) => each.set('name', 'B')),
    ).rejects.toThrow(ShopFull);
    expect(await act('shop-list')).toMatchObject([{ shop: 'demo', bytes: await store.logBytes(demo) }, {}]);
    await act('shop-limit', { bytes: 'none' });
    const { doc } = writer.opened('client/a');
    writer.open('client/a', doc);
    await settle();
    expect(reader.opened('client/a').doc.getText('text:notes').toJSON()).toBe('too late in time ');
  });

  test('SHOP-3: a shop is exported with its people and all of its records, and nothing of what lets anybody in', async () => {
    const { app, relay, store, settleIn } = await accountsScene();
    await settleIn('ana');
    for (const id of ['a', 'b']) {
      await relay.write(documentName(`client/${id}`), named('ana').user, (each) =>
        each.set('name', `Client ${id}`),
      );
    }
    const response = await app.request('/api/operator/shops/export', {
      method: 'POST',
      headers: { ...bearer('operator'), 'Content-Type': 'application/json' },
      body: '{"shop":"demo"}',
    });
    const text = await response.text();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(lines[0]).toMatchObject({ solder: 'shop', version: 2, shop: 'demo' });
    expect(lines.filter((line) => 'user' in line)).toHaveLength(3);
    const records = lines.filter((line) => 'document' in line);
    expect(records).toHaveLength(2);
    expect(new Set(records.map(({ id }) => id))).toEqual(new Set(['a', 'b']));
    expect(records[0]).toMatchObject({
      kind: 'client',
      row: { fields: { name: expect.stringMatching(/^Client/) as unknown } },
    });
    const sha256 = expect.stringMatching(/^[\da-f]{64}$/) as unknown;
    expect(lines.at(-1)).toEqual({ end: true, records: 2, files: 0, sha256 });
    const { password } = (await store.accounts.account(named('ana')))!;
    expect(text).not.toContain(password);
  });

  test('SHOP-4: a shop that is removed is gone for its people and from the store, its records and files with it', async () => {
    const { act, settleIn, connect, settle, store, relay, files, ask } = await accountsScene();
    const ana = await settleIn('ana');
    const token = String((await ana.refresh('ana')).body['token']);
    const name = documentName('client/a');
    await relay.write(name, named('ana').user, (each) => each.set('name', 'Canary'));
    const peer = await connect(token);
    peer.open('client/a');
    await settle();
    expect(await act('shop-remove')).toMatchObject({ done: false, users: 3 });
    expect(await store.hasShop(demo)).toBe(true);
    expect(await act('shop-remove', { yes: true })).toMatchObject({ done: true, scrubbed: true });
    await settle();
    expect(peer.socket.closed?.code).toBe(closeCodes.notFound);
    expect(await store.hasShop(demo)).toBe(false);
    expect(await files.used(demo)).toBe(0);
    expect((await ask('/api/shops/demo/client/a', { headers: bearer(token) })).status).toBe(401);
    expect((await ana.refresh('ana')).status).toBe(401);
    // A shop that is made under the name again begins with nothing.
    await act('shop-create');
    expect(await store.load(name)).toBeUndefined();
    expect(await act('user-list')).toEqual([]);
  });

  test.each(['bridge', 'files', 'rows'] as const)(
    'SHOP-4: a removal that is cut off before the %s went is finished by the next try or the next start, and lets nobody in',
    async (step) => {
      for (const next of ['try', 'start'] as const) {
        const { act, store, relay, files, bridges, keepFile, browser, settleIn } = await accountsScene();
        await settleIn('ana');
        await keepFile();
        const cut = {
          bridge: () => vi.spyOn(bridges, 'removeShop'),
          files: () => vi.spyOn(files, 'removeShop'),
          rows: () => vi.spyOn(store, 'removeShop'),
        }[step]();
        cut.mockRejectedValueOnce(new Error('cut off'));
        await expect(act('shop-remove', { yes: true })).rejects.toThrow('cut off');
        await expect(act('shop-resume')).rejects.toMatchObject({ kind: 'conflict' });
        expect((await browser().signIn('ana')).status).toBe(403);
        bridges.removed.length = 0;
        if (next === 'try') expect(await act('shop-remove', { yes: true })).toMatchObject({ done: true });
        else expect(await finishShops({ store, relay, files, bridges })).toEqual(['demo']);
        expect(await store.hasShop(demo)).toBe(false);
        expect(await files.used(demo)).toBe(0);
        expect(bridges.removed).toEqual(['demo']);
      }
    },
  );

  test('SHOP-4: a shop begins without files that lay there under its name', async () => {
    const { act, store, files, keepFile } = await accountsScene();
    await keepFile();
    await store.removeShop(demo);
    await act('shop-create');
    expect(await files.used(demo)).toBe(0);
  });
});
