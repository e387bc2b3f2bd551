/** What every store promises of accounts, of the devices that somebody signed in on, and of shops that are suspended or go. */
import { describe, expect, it } from 'vitest';
import { Impossible } from '../../shared/lib/assert.ts';
import type { AccountName, Renewal, SignedInDevice } from './account-store.ts';
import { author, documentNamed, entry, shopNamed } from './entries-scene.ts';
import type { Store } from './store.ts';

const demo = shopNamed('demo');
const far = shopNamed('far');
const ana: AccountName = { shop: demo, user: author('ana') };
const ben: AccountName = { shop: demo, user: author('ben') };
const invitation = (hash: string, expires = 1000) => ({ hash, by: 'operator', at: 1, expires });
const device = (id: string, part: Partial<SignedInDevice> = {}): SignedInDevice => ({
  ...ana,
  id,
  device: 'Bench tablet',
  made: 10,
  used: 10,
  expires: 1000,
  ...part,
});
const renewal = (shown: string, next: string, part: Partial<Renewal> = {}): Renewal => ({
  id: 'd1',
  shown,
  next,
  at: 20,
  idleSince: 0,
  ...part,
});

const listed = ({ shop, user: id }: AccountName) => ({ shop, id, name: 'Somebody', role: 'owner' }) as const;

/** `store` gives an open store that has the empty shop `demo`. */
export function accountsContract(store: () => Store): void {
  const accounts = () => store().accounts;

  describe('accounts', () => {
    it('STORE-40: an invitation is good once, for whom it is, until its end, and until there is another', async () => {
      expect(await accounts().account(ana)).toBeUndefined();
      await expect(accounts().invite({ ...ana, shop: far }, invitation('h0'))).rejects.toThrow(Impossible);
      await accounts().invite(ana, invitation('h1'));
      await accounts().invite(ben, invitation('h2'));
      expect(await accounts().account(ana)).toMatchObject({ password: null, pin: null, pinTries: 0 });
      expect(await accounts().invitation('h1', 999)).toEqual(ana);
      expect(await accounts().invitation('h1', 1000)).toBeUndefined();
      expect(await accounts().invitation('no', 1)).toBeUndefined();
      await accounts().invite(ana, invitation('h3'));
      expect(await accounts().accept('h1', 'old', 50)).toBeUndefined();
      expect(await accounts().accept('h3', 'hashed', 50)).toEqual({ name: ana, ended: [] });
      expect(await accounts().accept('h3', 'again', 50)).toBeUndefined();
      expect(await accounts().accept('h2', 'late', 1000)).toBeUndefined();
      expect(await accounts().account(ana)).toMatchObject({ password: 'hashed', passwordAt: 50 });
      expect(await accounts().account(ben)).toMatchObject({ password: null });
    });

    it('STORE-40: a password is hashed anew where it is still the same one', async () => {
      await accounts().setPassword(ana, 'one', 1);
      expect(await accounts().rehash(ana, 'other', 'two')).toBe(false);
      expect(await accounts().rehash(ben, 'one', 'two')).toBe(false);
      expect(await accounts().rehash(ana, 'one', 'two')).toBe(true);
      expect(await accounts().account(ana)).toMatchObject({ password: 'two', passwordAt: 1 });
    });

    it('STORE-41: of a PIN no more tries are made than there are, however many come at once', async () => {
      expect(await accounts().takePinTry(ana, 3)).toBeUndefined();
      await accounts().setPin(ana, 'pin');
      const tries = await Promise.all(Array.from({ length: 5 }, () => accounts().takePinTry(ana, 3)));
      expect(tries).toEqual(['pin', 'pin', 'pin', undefined, undefined]);
      await accounts().clearPinTries(ana);
      expect(await accounts().takePinTry(ana, 3)).toBe('pin');
      await accounts().setPassword(ana, 'word', 1);
      expect(await accounts().account(ana)).toMatchObject({ pin: 'pin', pinTries: 0 });
      await accounts().setPin(ana, null);
      expect(await accounts().takePinTry(ana, 3)).toBeUndefined();
    });

    it('STORE-42: a token is taken for the next one, and one that was used before ends the family', async () => {
      await accounts().openDevice(device('d1'), 't1', 0);
      expect(await accounts().renew(renewal('t1', 't2'))).toEqual({
        as: 'renewed',
        device: device('d1', { used: 20 }),
      });
      // The answer was lost: nobody has shown t2.
      expect(await accounts().renew(renewal('t1', 't3'))).toMatchObject({ as: 'renewed' });
      expect(await accounts().renew(renewal('t3', 't4'))).toMatchObject({ as: 'renewed' });
      expect(await accounts().renew(renewal('t1', 't5'))).toMatchObject({ as: 'reused', device: ana });
      expect(await accounts().renew(renewal('t4', 't5'))).toEqual({ as: 'unknown' });
      expect(await accounts().device('d1')).toBeUndefined();
    });

    it('STORE-42: one that was overtaken and never told ends the family, too', async () => {
      await accounts().openDevice(device('d1'), 't1', 0);
      await accounts().renew(renewal('t1', 't2'));
      await accounts().renew(renewal('t1', 't3'));
      expect(await accounts().renew(renewal('t2', 't4'))).toMatchObject({ as: 'reused' });
    });

    it('STORE-42: of two that show the same token at once each is answered, and one family goes on', async () => {
      await accounts().openDevice(device('d1'), 't1', 0);
      const both = await Promise.all([
        accounts().renew(renewal('t1', 't2')),
        accounts().renew(renewal('t1', 't3')),
      ]);
      expect(both.map(({ as }) => as)).toEqual(['renewed', 'renewed']);
      expect(await accounts().renew(renewal('t3', 't4'))).toMatchObject({ as: 'renewed' });
    });

    it('STORE-42: a device is over at its end, and when it was idle for too long', async () => {
      await accounts().openDevice(device('d1'), 't1', 0);
      expect(await accounts().renew(renewal('t1', 't2', { at: 1000 }))).toMatchObject({ as: 'expired' });
      await accounts().openDevice(device('d1'), 't1', 0);
      expect(await accounts().renew(renewal('t1', 't2', { idleSince: 11 }))).toMatchObject({
        as: 'expired',
      });
      expect(await accounts().renew(renewal('t1', 't2'))).toEqual({ as: 'unknown' });
    });

    it('STORE-42: devices are told the newest first, and each ends alone, or with a new password', async () => {
      await accounts().openDevice(device('old', { used: 5, expires: 8 }), 't0', 0);
      await accounts().openDevice(device('d1'), 't1', 0);
      await accounts().openDevice(device('d2', { used: 30 }), 't2', 0);
      await accounts().openDevice(device('d3', { ...ben }), 't3', 0);
      const ids = async (name: AccountName) => (await accounts().devices(name)).map(({ id }) => id);
      expect(await ids(ana)).toEqual(['d2', 'd1']);
      expect(await accounts().devices(ana)).toContainEqual(device('d1'));
      expect(await accounts().endDevice(ben, 'd1')).toBe(false);
      expect(await accounts().endDevice(ana, 'd1')).toBe(true);
      expect(await accounts().endDevice(ana, 'd1')).toBe(false);
      await accounts().openDevice(device('d4'), 't4', 0);
      expect((await accounts().setPassword(ana, 'word', 1, 'd4')).map(({ id }) => id)).toEqual(['d2']);
      expect(await ids(ana)).toEqual(['d4']);
      expect((await accounts().forgetAccount(ana)).map(({ id }) => id)).toEqual(['d4']);
      expect(await accounts().account(ana)).toBeUndefined();
      expect(await ids(ben)).toEqual(['d3']);
    });

    it('STORE-3: what cannot be written of an account is told, and nothing of it is there', async () => {
      await store().close();
      await expect(accounts().setPassword(ana, 'one', 1)).rejects.toThrow('closed');
    });
  });

  it('STORE-44: what a provider said of somebody, and when their shop did, stays with them, also when their account is forgotten', async () => {
    const nothing = { provider: '', roleAt: 0, locationsAt: 0 };
    await accounts().setSaid(ana, 'of nobody who is listed');
    expect(await accounts().said(ana)).toEqual(nothing);
    await store().saveUser(listed(ana), { roleAt: 5, locationsAt: 7 });
    await store().saveUser(listed(ben));
    await accounts().setSaid(ana, 'an owner');
    await store().saveUser(listed(ana), { roleAt: 9 });
    await store().saveUser(listed(ana));
    await accounts().setPassword(ana, 'one', 1);
    await accounts().forgetAccount(ana);
    expect(await accounts().said(ana)).toEqual({ provider: 'an owner', roleAt: 9, locationsAt: 7 });
    expect(await accounts().said(ben)).toEqual(nothing);
    await store().removeShop(ana.shop);
    await store().createShop(ana.shop, 'Again');
    await store().saveUser(listed(ana));
    expect(await accounts().said(ana)).toEqual(nothing);
  });

  it('STORE-44: what a provider is asked again with is kept with a device, and goes with it', async () => {
    await accounts().openDevice(device('d1'), 't1', 0);
    expect(await accounts().upstream('d1')).toBe('');
    await accounts().setUpstream('d1', 'sealed');
    await accounts().setUpstream('d2', 'of nobody');
    expect([await accounts().upstream('d1'), await accounts().upstream('d2')]).toEqual(['sealed', '']);
    await accounts().renew(renewal('t1', 't2'));
    expect(await accounts().upstream('d1')).toBe('sealed');
    await accounts().endDevice(ana, 'd1');
    expect(await accounts().upstream('d1')).toBe('');
  });

  describe('shops', () => {
    it('SHOP-2: a shop says whether it is suspended', async () => {
      expect(await store().shop(demo)).toEqual({ shop: 'demo', title: 'Demo' });
      expect(await store().shop(far)).toBeUndefined();
      expect(await store().setSuspended(far, true)).toBe(false);
      expect(await store().setSuspended(demo, true)).toBe(true);
      expect(await store().shops()).toEqual([{ shop: 'demo', title: 'Demo', suspended: true }]);
      await store().setSuspended(demo, false);
      expect(await store().shop(demo)).toEqual({ shop: 'demo', title: 'Demo' });
    });

    it('SHOP-7: a shop is begun once, and is suspended while it is half made or half gone', async () => {
      const begun = { shop: far, title: 'Far', epoch: 'e', seq: 8, takesBackUntil: 5, made: 7, quotas: {} };
      expect(await store().beginShop({ ...begun, shop: demo })).toBe(false);
      expect(await store().shop(demo)).toEqual({ shop: 'demo', title: 'Demo' });
      expect(await store().beginShop(begun)).toBe(true);
      expect(await store().beginShop({ ...begun, title: 'Other' })).toBe(false);
      const told = { shop: 'far', title: 'Far', epoch: 'e', takesBackUntil: 5, made: 7 };
      expect(await store().shop(far)).toEqual({ ...told, suspended: true, unfinished: 'importing' });
      expect(await store().setSuspended(far, false)).toBe(false);
      expect(await store().markShop(far, undefined)).toBe(true);
      expect(await store().shop(far)).toEqual(told);
      expect(await store().markShop(far, 'removing')).toBe(true);
      expect(await store().setSuspended(far, false)).toBe(false);
      expect(await store().shops()).toContainEqual({ ...told, suspended: true, unfinished: 'removing' });
      expect(await store().markShop(shopNamed('none'), 'removing')).toBe(false);
    });

    it('AUTH-22: a shop keeps when it was made, and one of its name after it has its own', async () => {
      await store().createShop(far, 'Far', 1_700_000_000_123);
      await store().createShop(far, 'Far', 1_700_000_000_999);
      expect(await store().shop(far)).toEqual({ shop: 'far', title: 'Far', made: 1_700_000_000_123 });
      await store().removeShop(far);
      await store().createShop(far, 'Far', 1_700_000_000_999);
      expect(await store().shops()).toMatchObject([{ shop: 'demo' }, { made: 1_700_000_000_999 }]);
    });

    it('SHOP-5: a shop keeps its bounds, and tells how many records it has', async () => {
      expect(await store().setQuotas(far, { users: 1 })).toBe(false);
      expect(await store().setQuotas(demo, { users: 3, records: 10 })).toBe(true);
      expect(await store().shop(demo)).toEqual({
        shop: 'demo',
        title: 'Demo',
        quotas: { users: 3, records: 10 },
      });
      expect(await store().setQuotas(demo, {})).toBe(true);
      expect(await store().shops()).toEqual([{ shop: 'demo', title: 'Demo' }]);
      expect(await store().recordCount(demo)).toBe(0);
      await store().append([entry(documentNamed('order/a'), '1'), entry(documentNamed('order/a'), '2')]);
      expect(await store().recordCount(demo)).toBe(1);
      expect(await store().recordCount(far)).toBe(0);
    });

    it('SHOP-6: the bytes of a log grow with what is appended, and shrink by what is folded', async () => {
      const name = documentNamed('order/a');
      expect(await store().logBytes(demo)).toBe(0);
      const long = new Uint8Array(10_000).fill(7);
      await store().append([
        { ...entry(name, ''), update: long },
        { ...entry(documentNamed('order/b'), ''), update: long },
      ]);
      const [, newest] = await store().append([{ ...entry(name, ''), update: long }, entry(name, 'last')]);
      expect(await store().logBytes(demo)).toBe(30_000 + entry(name, 'last').update.length);
      expect(await store().logBytes(far)).toBe(0);
      // Such as no packing makes smaller.
      const state = Uint8Array.from({ length: 50 }, (_, at) => (at * 37) % 251);
      const snapshot = { state, upTo: newest ?? 0, replaces: 0, row: '{}' };
      expect(await store().compact(name, snapshot)).toBe('compacted');
      expect(await store().logBytes(demo)).toBe(10_050);
      await store().compact(name, { ...snapshot, replaces: newest ?? 0, state: state.slice(20) });
      expect(await store().logBytes(demo)).toBe(10_030);
    });

    it('STORE-43: a shop goes with everything in it, and another one stays as it was', async () => {
      await store().createShop(far, 'Far');
      for (const shop of [demo, far]) {
        await store().saveUser({ shop, id: author('ana'), name: 'Ana', role: 'owner' });
        await store().append([entry(documentNamed('order/a', shop), 'mine')]);
        await store().accounts.setPassword({ ...ana, shop }, `of ${shop}`, 1);
        await store().accounts.invite({ ...ben, shop }, invitation(`of ${shop}`));
        await store().accounts.openDevice(device(`of ${shop}`, { shop }), 't1', 0);
      }
      expect(await store().removeShop(demo)).toBe(true);
      expect(await store().removeShop(demo)).toBe(false);
      expect(await store().hasShop(demo)).toBe(false);
      expect(await store().users(demo)).toEqual([]);
      expect(await store().load(documentNamed('order/a', demo))).toBeUndefined();
      expect(await accounts().account(ana)).toBeUndefined();
      expect(await accounts().invitation('of demo', 1)).toBeUndefined();
      expect(await accounts().device('of demo')).toBeUndefined();
      expect((await store().load(documentNamed('order/a', far)))?.updates).toHaveLength(1);
      expect(await accounts().account({ ...ana, shop: far })).toMatchObject({ password: 'of far' });
      expect(await accounts().device('of far')).toMatchObject({ shop: far });
      expect(await store().scrub()).toBe(true);
      // The name is free again, and nothing of the one before comes back with it.
      await store().createShop(demo, 'Anew');
      expect(await store().head(demo)).toBe(0);
      expect(await accounts().devices(ana)).toEqual([]);
    });
  });
}
