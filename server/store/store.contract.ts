/**
 * What every store promises, as tests to run on each implementation. `open` gives a new, empty store and whatever
 * it takes to close it. What only a disk can promise is in `sqlite-*.test.ts`.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Impossible } from '../../shared/lib/assert.ts';
import { author, bytes, documentNamed, entry, kindNamed, shopNamed, text } from './entries-scene.ts';
import { accountsContract } from './accounts.contract.ts';
import { derivationContract } from './derivation.contract.ts';
import { erasuresContract } from './erasures.contract.ts';
import { historyContract } from './history.contract.ts';
import { numbersContract } from './numbers.contract.ts';
import { placesContract } from './places.contract.ts';
import { pagesContract } from './pages.contract.ts';
import { auditContract } from './audit.contract.ts';
import { programsContract } from './programs.contract.ts';
import { replicasContract } from './replicas.contract.ts';
import { refusedContract } from './refused.contract.ts';
import { secretsContract } from './secrets.contract.ts';
import { StoreUnavailable, type Store } from './store.ts';

export interface OpenStore {
  readonly store: Store;
  readonly remove: () => Promise<void>;
}

const demo = shopNamed('demo');
const order = documentNamed('order/a');
const other = documentNamed('order/b');

const snapshot = (state: string, upTo: number, replaces = 0, row = '{}') => ({
  state: bytes(state),
  upTo,
  replaces,
  row,
});
const asks = (...review: readonly string[]): string => JSON.stringify({ review });
const reached = (client: number, clock: number) => [{ client, clock }];
const claim = (client: number, user: string) => ({ client, user: author(user) });

export function storeContract(implementation: string, open: () => Promise<OpenStore>): void {
  describe(`the contract of a store, kept by ${implementation}`, () => {
    let store: Store;
    let remove: () => Promise<void>;

    beforeEach(async () => {
      ({ store, remove } = await open());
      await store.createShop(demo, 'Demo');
    });
    afterEach(async () => {
      await store.close();
      await remove();
    });

    const load = async (name = order) => {
      const document = await store.load(name);
      return document && { ...document, updates: document.updates.map(text) };
    };

    const inReview = () => store.inReview({ shop: demo, without: [], limit: 100 });

    describe('log', () => {
      it('STORE-1: numbers grow in the order of the calls and of the entries in them', async () => {
        const calls = await Promise.all([
          store.append([entry(order, '1'), entry(other, '2')]),
          store.append([entry(order, '3')]),
          store.append([entry(other, '4')]),
        ]);
        const seqs = calls.flat();
        expect(seqs).toHaveLength(4);
        expect([...seqs].sort((a, b) => a - b)).toEqual(seqs);
        expect(new Set(seqs).size).toBe(4);
        expect(await store.head(demo)).toBe(seqs.at(-1));
      });

      it('STORE-1: each shop has numbers of its own, and nothing of another one is in them', async () => {
        const far = shopNamed('far');
        await store.createShop(far, 'Far');
        const [mine] = await store.append([entry(order, 'mine')]);
        const [theirs] = await store.append([entry(documentNamed('order/a', far), 'theirs')]);
        expect(theirs).toBe(mine);
        expect((await load())?.updates).toEqual(['mine']);
        expect((await store.load(documentNamed('order/a', far)))?.updates.map(text)).toEqual(['theirs']);
      });

      it('STORE-1: a document is its entries in log order, with its claims', async () => {
        const claims = [{ client: 7, user: author('ana') }];
        const [first] = await store.append([entry(order, 'one', { claims }), entry(other, 'else')]);
        const [head] = await store.append([entry(order, 'two')]);
        const mark = { author: author('ana'), at: 1_700_000_000_000, through: 'app' };
        const marks = [
          { seq: first, ...mark },
          { seq: head, ...mark },
        ];
        expect(await load()).toEqual({
          updates: ['one', 'two'],
          marks,
          head,
          snapshot: 0,
          claims: [{ client: 7, user: author('ana'), reach: null }],
          damage: [],
        });
        expect(await load(documentNamed('order/none'))).toBeUndefined();
        expect(await load(documentNamed('order/a', shopNamed('nowhere')))).toBeUndefined();
      });

      it('STORE-1: an empty shop and an unknown one have no entries', async () => {
        expect(await store.head(demo)).toBe(0);
        expect(await store.head(shopNamed('nowhere'))).toBe(0);
        expect(await store.append([])).toEqual([]);
      });

      it('STORE-1: an update is taken as it is when it is handed in', async () => {
        const update = bytes('before');
        const appended = store.append([{ ...entry(order, ''), update }]);
        update.fill(33);
        await appended;
        expect((await load())?.updates).toEqual(['before']);
        expect(update).toHaveLength(6);
      });

      it('STORE-3: a call with an entry for no shop stores nothing, and others live on', async () => {
        const lost = documentNamed('order/a', shopNamed('nowhere'));
        const outcomes = await Promise.allSettled([
          store.append([entry(order, 'before')]),
          store.append([entry(order, 'with'), entry(lost, 'lost')]),
          store.append([entry(order, 'after')]),
        ]);
        expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect(outcomes[1]).toMatchObject({ reason: expect.any(Impossible) as unknown });
        expect((await load())?.updates).toEqual(['before', 'after']);
      });

      it('STORE-9: a client id belongs to the first user who wrote with it, per document', async () => {
        await store.append([
          entry(order, '1', { claims: [claim(5, 'ana')] }),
          entry(order, '2', { claims: [claim(5, 'ben'), claim(4_294_967_295, 'ben')] }),
          entry(other, '3', { claims: [claim(5, 'ben')] }),
        ]);
        await store.append([entry(order, '4', { claims: [claim(5, 'eve')] })]);
        const kept = (client: number, user: string) => ({ ...claim(client, user), reach: null });
        expect((await load())?.claims).toEqual([kept(5, 'ana'), kept(4_294_967_295, 'ben')]);
        expect((await load(other))?.claims).toEqual([kept(5, 'ben')]);
      });

      it('STORE-26: how far the edits under a client id went is kept, and never goes back', async () => {
        await store.append([
          entry(order, '1', { claims: [claim(5, 'ana'), claim(6, 'ben')], reached: reached(5, 3) }),
          entry(order, '2', { reached: reached(5, 9) }),
          entry(other, '3', { claims: [claim(5, 'ben')], reached: reached(5, 4) }),
        ]);
        await store.append([
          entry(order, '4', { reached: reached(5, 7) }),
          entry(order, '5', { reached: reached(8, 2) }),
        ]);
        expect((await load())?.claims.map(({ client, reach }) => [client, reach])).toEqual([
          [5, 9],
          [6, null],
        ]);
        const [, head = 0] = await store.append([
          entry(other, '6'),
          entry(other, '7', { reached: reached(5, 8) }),
        ]);
        await store.compact(other, { state: bytes('all'), upTo: head, replaces: 0, row: '{}' });
        expect((await load(other))?.claims).toEqual([{ client: 5, user: author('ben'), reach: 8 }]);
      });

      it('STORE-26: a snapshot notes it where it was not noted, and lowers it where what was lost is given up', async () => {
        const [first = 0] = await store.append([
          entry(order, '1', { claims: [claim(5, 'ana'), claim(6, 'ben')], reached: reached(5, 9) }),
        ]);
        const noted = [...reached(5, 4), ...reached(6, 2), ...reached(7, 1)];
        await store.compact(order, { ...snapshot('1', first), reached: noted });
        expect((await load())?.claims).toEqual([
          { client: 5, user: author('ana'), reach: 9 },
          { client: 6, user: author('ben'), reach: 2 },
        ]);
        const [second = 0] = await store.append([entry(order, '2')]);
        const late = { ...snapshot('1', second), reached: reached(6, 0), givesUp: true };
        expect(await store.compact(order, late)).toBe('stale');
        await store.compact(order, { ...late, replaces: first, reached: reached(5, 4) });
        expect((await load())?.claims.map(({ reach }) => reach)).toEqual([4, 2]);
      });
    });

    describe('compaction', () => {
      it('STORE-6: folds what the snapshot contains and leaves what came after', async () => {
        const [, upTo = 0] = await store.append([entry(order, '1'), entry(order, '2')]);
        const [head] = await store.append([entry(order, '3')]);
        expect(await store.compact(order, snapshot('1+2', upTo))).toBe('compacted');
        expect(await load()).toMatchObject({ updates: ['1+2', '3'], head, snapshot: upTo, damage: [] });
      });

      it('STORE-6: of two that overlap the first wins and the other changes nothing', async () => {
        const [first = 0, second = 0] = await store.append([entry(order, '1'), entry(order, '2')]);
        const outcomes = await Promise.all([
          store.compact(order, snapshot('1+2', second)),
          store.compact(order, snapshot('1', first)),
        ]);
        expect(outcomes).toEqual(['compacted', 'stale']);
        expect(await load()).toMatchObject({ updates: ['1+2'], snapshot: second });
      });

      it('STORE-6: a late one that knows less does not bring back what was folded', async () => {
        const [first = 0] = await store.append([entry(order, '1')]);
        await store.append([entry(order, '2')]);
        expect(await store.compact(order, snapshot('1', first))).toBe('compacted');
        expect(await store.compact(order, snapshot('nothing', first))).toBe('stale');
        expect((await load())?.updates).toEqual(['1', '2']);
      });

      it('STORE-6: a write while it runs is kept', async () => {
        const [upTo = 0] = await store.append([entry(order, '1')]);
        const [appended] = await Promise.all([
          store.append([entry(order, '2')]),
          store.compact(order, snapshot('1', upTo)),
          store.append([entry(order, '3')]),
        ]);
        expect(appended).toHaveLength(1);
        expect((await load())?.updates).toEqual(['1', '2', '3']);
      });

      it('STORE-6: a snapshot can be replaced by a better one of the same entry', async () => {
        const [upTo = 0] = await store.append([entry(order, '1')]);
        await store.compact(order, snapshot('large', upTo));
        expect(await store.compact(order, snapshot('small', upTo, upTo))).toBe('compacted');
        expect((await load())?.updates).toEqual(['small']);
      });

      it('STORE-6: what was never stored cannot be folded', async () => {
        const [upTo = 0] = await store.append([entry(order, '1')]);
        await expect(store.compact(order, snapshot('1', upTo + 10))).rejects.toThrow(Impossible);
        expect(await store.compact(documentNamed('order/none'), snapshot('', 0))).toBe('stale');
        expect((await load())?.updates).toEqual(['1']);
      });

      it('STORE-14: a state of any size comes out as it went in', async () => {
        for (const [at, length] of [0, 1, 2047, 2048, 100_000].entries()) {
          const name = documentNamed(`order/size-${at}`);
          const [upTo = 0] = await store.append([entry(name, 'x')]);
          const state = 'status ready '.repeat(length).slice(0, length);
          await store.compact(name, snapshot(state, upTo));
          expect((await load(name))?.updates).toEqual([state]);
        }
      });
    });

    describe('rows', () => {
      it('STORE-10: a row is stale as soon as an entry comes after it', async () => {
        await store.append([entry(order, '1', { row: '{"n":1}' })]);
        expect(await store.row(order)).toMatchObject({ id: 'a', row: '{"n":1}', stale: false });
        const [upTo = 0] = await store.append([entry(order, '2')]);
        expect(await store.row(order)).toMatchObject({ id: 'a', row: '{"n":1}', stale: true });
        await store.saveRow(order, '{"n":2}', upTo);
        expect(await store.row(order)).toMatchObject({ id: 'a', row: '{"n":2}', stale: false });
        expect(await store.row(documentNamed('order/none'))).toBeUndefined();
      });

      it('STORE-10: an older row never replaces a newer one', async () => {
        const [first = 0] = await store.append([entry(order, '1')]);
        expect(await store.row(order)).toMatchObject({ id: 'a', row: null, stale: true });
        const [second = 0] = await store.append([entry(order, '2', { row: '{"n":2}' })]);
        await store.saveRow(order, '{"n":1}', first);
        await store.compact(order, snapshot('1', first, 0, '{"n":1}'));
        expect(await store.row(order)).toMatchObject({ id: 'a', row: '{"n":2}', stale: false });
        await store.saveRow(order, '{"made":"again"}', second);
        expect((await store.row(order))?.row).toBe('{"made":"again"}');
      });

      it('STORE-10: of two entries in one call the last row counts', async () => {
        await store.append([entry(order, '1', { row: 'old' }), entry(order, '2', { row: 'new' })]);
        expect(await store.row(order)).toMatchObject({ id: 'a', row: 'new', stale: false });
        await store.append([entry(order, '3', { row: 'newer' }), entry(order, '4')]);
        expect(await store.row(order)).toMatchObject({ id: 'a', row: 'newer', stale: true });
      });

      it('STORE-10: rows of a kind come in the order of ids, from any id on', async () => {
        const names = ['order/c', 'order/a', 'device/b', 'order/B'].map((path) => documentNamed(path));
        await store.append(names.map((name) => entry(name, '', { row: name.id })));
        const ids = async (after?: string, limit = 10) => {
          const query = { shop: demo, kind: kindNamed('order'), limit };
          return (await store.rows(after === undefined ? query : { ...query, after })).map(({ id }) => id);
        };
        expect(await ids()).toEqual(['B', 'a', 'c']);
        expect(await ids('B', 1)).toEqual(['a']);
        expect(await ids('c')).toEqual([]);
      });
    });

    describe('what asks a person', () => {
      const asking = { kind: 'order', id: 'a', fields: ['price', 'status'] };

      it('STORE-19: is what the newest row says; where a row is behind or missing that is told', async () => {
        expect(await inReview()).toEqual({ asking: [], stale: [] });
        const [seq = 0] = await store.append([
          entry(order, '1', { row: asks('price', 'status') }),
          entry(other, '2'),
        ]);
        expect(await inReview()).toEqual({ asking: [asking], stale: [{ kind: 'order', id: 'b' }] });
        await store.saveRow(other, asks(), seq + 2);
        expect(await inReview()).toEqual({ asking: [asking], stale: [] });
        const [head = 0] = await store.append([entry(order, '3')]);
        expect(await inReview()).toEqual({ asking: [asking], stale: [{ kind: 'order', id: 'a' }] });
        await store.saveRow(order, asks('price'), seq);
        expect((await inReview()).stale).toHaveLength(1);
        await store.compact(order, { ...snapshot('1+3', head), row: asks() });
        expect(await inReview()).toEqual({ asking: [], stale: [] });
        await store.append([entry(order, '4', { row: asks('price') }), entry(order, '5')]);
        expect((await inReview()).stale).toEqual([{ kind: 'order', id: 'a' }]);
      });

      it('STORE-19: knows its shop, and leaves kinds out', async () => {
        const far = shopNamed('far');
        await store.createShop(far, 'Far');
        await store.append([
          entry(documentNamed('order/x', far), '1', { row: asks('price') }),
          entry(documentNamed('pay/p', far), '2', { row: asks('rate') }),
          entry(documentNamed('pay/q', far), '3'),
        ]);
        expect(await inReview()).toEqual({ asking: [], stale: [] });
        const found = await store.inReview({ shop: far, without: [kindNamed('pay')], limit: 100 });
        expect(found).toEqual({ asking: [{ kind: 'order', id: 'x', fields: ['price'] }], stale: [] });
      });
    });

    pagesContract(() => store);
    placesContract(() => store);
    historyContract(() => store);
    refusedContract(() => store);
    auditContract(() => store);
    programsContract(() => store);
    replicasContract(() => store);
    secretsContract(() => store);
    accountsContract(() => store);
    numbersContract(() => store);
    derivationContract(() => store);
    erasuresContract(() => store);

    describe('shops and users', () => {
      it('STORE-11: a shop is made once and keeps its title', async () => {
        await store.createShop(demo, 'Another');
        await store.createShop(shopNamed('a-shop'), 'First');
        expect(await store.shops()).toEqual([
          { shop: 'a-shop', title: 'First' },
          { shop: 'demo', title: 'Demo' },
        ]);
        expect(await store.hasShop(demo)).toBe(true);
        expect(await store.hasShop(shopNamed('nowhere'))).toBe(false);
      });

      it('STORE-11: users belong to one shop; saving again changes them', async () => {
        const ana = { shop: demo, id: author('ana'), name: 'Ana', role: 'technician' } as const;
        await store.saveUser(ana);
        await store.saveUser({ ...ana, role: 'manager' });
        await store.saveUser({ ...ana, id: author('abe'), name: 'Abe' });
        expect(await store.user(demo, ana.id)).toEqual({ ...ana, role: 'manager' });
        await store.saveUser({ ...ana, role: 'manager', revoked: true });
        expect(await store.user(demo, ana.id)).toEqual({ ...ana, role: 'manager', revoked: true });
        expect((await store.users(demo)).map(({ id }) => id)).toEqual(['abe', 'ana']);
        expect(await store.user(shopNamed('nowhere'), ana.id)).toBeUndefined();
        await expect(store.saveUser({ ...ana, shop: shopNamed('nowhere') })).rejects.toThrow(Impossible);
      });
    });

    describe('life', () => {
      it('STORE-11: is healthy while it is open, and has an epoch', async () => {
        expect(store.epoch).not.toBe('');
        expect(await store.healthy()).toBe(true);
      });

      it('STORE-11: closing keeps what was asked for before; afterwards every call says so', async () => {
        const appended = store.append([entry(order, '1')]);
        await store.close();
        expect(await appended).toHaveLength(1);
        await expect(store.append([entry(order, '2')])).rejects.toThrow(StoreUnavailable);
        await expect(store.load(order)).rejects.toThrow(StoreUnavailable);
        await expect(store.page({ shop: demo, after: 0, bytes: 1 })).rejects.toThrow(StoreUnavailable);
        expect(await store.healthy()).toBe(false);
        await store.close();
      });
    });
  });
}
