/** What every store promises of the lines about what was turned away. */
import { describe, expect, it } from 'vitest';
import { author, shopNamed } from './entries-scene.ts';
import { auditKept, mostAudit } from './audit-lines.ts';
import type { AuditLine, Store } from './store.ts';

const demo = shopNamed('demo');
const start = 1_700_000_000_000;

const line = (bytes: number, more: Partial<AuditLine> = {}): AuditLine => ({
  shop: demo,
  at: start,
  user: author('eve'),
  session: 's1',
  through: 'app',
  record: 'device/d1',
  rule: 'undecodable',
  bytes,
  ...more,
});

/** `store` gives an open store that has the empty shop `demo`. */
export function auditContract(store: () => Store): void {
  const bytes = async (before?: number, limit = 10_000) =>
    (await store().audit({ shop: demo, limit, ...(before !== undefined && { before }) })).map(
      (each) => each.bytes,
    );

  describe('what was turned away', () => {
    it('STORE-24: is told with all that was noted, the newest first, in pages, and of its own shop', async () => {
      await store().createShop(shopNamed('other'), 'Other');
      await store().noteAudit([
        line(1),
        line(2, { shop: shopNamed('other') }),
        line(3, { rule: 'flood', record: '' }),
      ]);
      const fourth = line(4, { whom: author('ana'), what: 'view', rule: 'rights-given' });
      await store().noteAudit([fourth, line(5, { shop: shopNamed('nowhere') })]);
      const [newest, middle] = await store().audit({ shop: demo, limit: 2 });
      expect(newest).toEqual({ ...fourth, n: newest?.n });
      expect(middle).toEqual({ ...line(3, { rule: 'flood', record: '' }), n: middle?.n });
      expect(await bytes(middle?.n)).toEqual([1]);
    });

    it('STORE-24: is kept up to a number and an age', async () => {
      await store().noteAudit(Array.from({ length: mostAudit + 3 }, (_, n) => line(n)));
      const kept = await bytes();
      expect([kept.length, kept[0], kept.at(-1)]).toEqual([mostAudit, mostAudit + 2, 3]);
      await store().noteAudit([line(7, { at: start + auditKept + 1 })]);
      expect(await bytes()).toEqual([7]);
    });
  });
}
