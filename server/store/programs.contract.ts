/** What every store promises of programs: their operations once, and whom to tell. */
import { describe, expect, it } from 'vitest';
import { parseKind } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { author, documentNamed, entry, shopNamed } from './entries-scene.ts';
import { mostDeliveries, type Delivery, type DoneOperation, type Webhook } from './program-store.ts';
import type { Store } from './store.ts';

const demo = shopNamed('demo');
const order = documentNamed('order/a');
const kind = must(parseKind('order'), 'a kind');

const done = (id: string, more: Partial<DoneOperation> = {}): DoneOperation => ({
  shop: demo,
  user: author('ana'),
  id,
  digest: 'd1',
  outcome: '{"status":"applied"}',
  ...more,
});

const hook = (id: string, more: Partial<Webhook> = {}): Webhook => ({
  shop: demo,
  id,
  url: 'https://example.org/hook',
  secret: 'c2VjcmV0',
  kinds: [kind],
  by: author('ana'),
  at: 5,
  state: 'active',
  reason: '',
  cursor: 0,
  failingSince: 0,
  tries: 0,
  nextAt: 0,
  ...more,
});

const delivery = (event: string, more: Partial<Delivery> = {}): Delivery => ({
  shop: demo,
  hook: 'h1',
  event,
  kind: order.kind,
  entity: order.id,
  version: 2,
  at: 9,
  status: 200,
  error: '',
  took: 3,
  ...more,
});

/** `store` gives an open store that has the empty shop `demo`. */
export function programsContract(store: () => Store): void {
  describe('programs', () => {
    it('STORE-70: an operation is done in the commit of its entry, once, by its user', async () => {
      const { programs } = store();
      const [seq] = await store().append([entry(order, '1', { operation: done('op'), at: 70 })]);
      const { kind: of, id } = order;
      const kept = { ...done('op'), name: { kind: of, id }, version: seq, at: 70 };
      expect(await programs.operation(done('op'))).toEqual(kept);
      await store().append([entry(order, '2', { operation: done('op', { digest: 'd2' }) })]);
      await programs.noteOperation({ ...done('op'), name: { kind: of, id }, version: 0, at: 99 });
      expect(await programs.operation(done('op'))).toEqual(kept);
      expect(await programs.operation(done('op', { user: author('ben') }))).toBeUndefined();
      expect(await programs.operation(done('op', { shop: shopNamed('other') }))).toBeUndefined();
    });

    it('STORE-70: one without an entry is noted as well, and old ones are forgotten', async () => {
      const { programs } = store();
      const { kind: of, id } = order;
      await programs.noteOperation({ ...done('old'), name: { kind: of, id }, version: 0, at: 10 });
      await programs.noteOperation({ ...done('new'), name: { kind: of, id }, version: 0, at: 20 });
      expect(await programs.forgetOperations(20)).toBe(1);
      expect(await programs.operation(done('old'))).toBeUndefined();
      expect(await programs.operation(done('new'))).toMatchObject({ version: 0, at: 20 });
    });

    it('STORE-70: what one user did to one record is listed in the order of the log', async () => {
      const { programs } = store();
      const [first] = await store().append([entry(order, '1', { operation: done('b') })]);
      const [second] = await store().append([entry(order, '2', { operation: done('a') })]);
      await store().append([entry(order, '3', { operation: done('c', { user: author('ben') }) })]);
      await store().append([entry(documentNamed('order/b'), '4', { operation: done('d') })]);
      const { kind: of, id } = order;
      const record = { shop: demo, user: author('ana'), name: { kind: of, id } };
      expect(await programs.operationsOf(record)).toMatchObject([
        { ...done('b'), name: { kind: of, id }, version: first },
        { ...done('a'), version: second },
      ]);
      expect(await programs.operationsOf({ ...record, shop: shopNamed('other') })).toEqual([]);
    });

    it('STORE-71: webhooks are kept by shop, the oldest first, and go with their deliveries', async () => {
      const { programs } = store();
      await store().createShop(shopNamed('other'), 'Other');
      await programs.saveWebhook(hook('h2', { at: 6 }));
      await programs.saveWebhook(hook('h1'));
      await programs.saveWebhook(hook('h1', { url: 'https://example.org/new', cursor: 4 }));
      await programs.saveWebhook(hook('h1', { shop: shopNamed('other'), at: 7 }));
      expect(await programs.webhooks(demo)).toEqual([
        hook('h1', { url: 'https://example.org/new', cursor: 4 }),
        hook('h2', { at: 6 }),
      ]);
      expect(await programs.webhooks()).toHaveLength(3);
      await programs.noteDeliveries(hook('h1', { cursor: 8 }), [delivery('e1'), delivery('e2')]);
      expect(await programs.deliveries(demo, 'h1', 10)).toMatchObject([{ event: 'e2' }, { event: 'e1' }]);
      expect(await programs.removeWebhook(demo, 'h1')).toBe(true);
      expect(await programs.removeWebhook(demo, 'h1')).toBe(false);
      expect(await programs.deliveries(demo, 'h1', 10)).toEqual([]);
      expect(await programs.webhooks()).toHaveLength(2);
      await expect(programs.saveWebhook(hook('h', { shop: shopNamed('none') }))).rejects.toThrow();
    });

    it('STORE-71: how far one came is stored with what was tried, and not where it is disabled or gone', async () => {
      const { programs } = store();
      await programs.saveWebhook(hook('h1'));
      const failing = hook('h1', {
        cursor: 8,
        failingSince: 9,
        tries: 2,
        nextAt: 40,
        url: 'https://other.test',
      });
      await programs.noteDeliveries(failing, [delivery('e1', { status: 500, error: 'status' })]);
      expect(await programs.webhooks(demo)).toEqual([{ ...failing, url: 'https://example.org/hook' }]);
      const [tried] = await programs.deliveries(demo, 'h1', 1);
      expect(tried).toEqual({ ...delivery('e1', { status: 500, error: 'status' }), n: tried?.n });
      await programs.saveWebhook(hook('h1', { state: 'disabled', reason: 'by hand' }));
      await programs.noteDeliveries(hook('h1', { cursor: 99 }), [delivery('e2')]);
      await programs.noteDeliveries(hook('gone', { cursor: 99 }), [delivery('e3', { hook: 'gone' })]);
      expect(await programs.webhooks(demo)).toEqual([hook('h1', { state: 'disabled', reason: 'by hand' })]);
      expect(await programs.deliveries(demo, 'h1', 10)).toHaveLength(1);
    });

    it('STORE-71: of one webhook the newest tries are kept', async () => {
      const { programs } = store();
      await programs.saveWebhook(hook('h1'));
      const all = Array.from({ length: mostDeliveries + 5 }, (_, at) => delivery(`e${at}`));
      await programs.noteDeliveries(hook('h1'), all);
      const kept = await programs.deliveries(demo, 'h1', 1_000);
      expect(kept).toHaveLength(mostDeliveries);
      expect([kept[0]?.event, kept.at(-1)?.event]).toEqual([`e${mostDeliveries + 4}`, 'e5']);
    });

    it('STORE-70: an erased record takes what was done to it along, and is told to who follows what moved', async () => {
      const { programs } = store();
      const [seq = 0] = await store().append([entry(order, '1', { operation: done('op') })]);
      await programs.saveWebhook(hook('h1'));
      await programs.noteDeliveries(hook('h1'), [delivery('e1')]);
      const { kind: of, id } = order;
      const subject = { kind: of, id };
      await store().erase({ shop: demo, subject, by: 'ana', at: 1, names: [subject], kept: [], files: [] });
      expect(await programs.operation(done('op'))).toBeUndefined();
      expect(await programs.deliveries(demo, 'h1', 10)).toEqual([]);
      const query = { shop: demo, kinds: [kind], limit: 10, bytes: 1e6 };
      expect(await store().moved({ ...query, after: seq })).toMatchObject({
        records: [],
        gone: { names: ['order/a'] },
      });
    });
  });
}
