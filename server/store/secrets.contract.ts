/** What every store promises of secrets and of what was done with them. */
import { describe, expect, it } from 'vitest';
import { author, documentNamed, entry, shopNamed } from './entries-scene.ts';
import type { SealedSecret, SecretAct, SecretEvent } from './secret-store.ts';
import type { Store } from './store.ts';

const device = documentNamed('device/a');
const other = documentNamed('device/b');
const place = { name: device, secret: 'passcode' };

const sealed = (key: string, first: number): SealedSecret => ({
  key,
  nonce: new Uint8Array(12).fill(first),
  bytes: new Uint8Array([first, 2, 3]),
});

const event = (act: SecretAct, at: number, reason = ''): SecretEvent => ({
  act,
  author: author('ana'),
  at,
  reason,
});

/** `store` gives an open store that has the empty shop `demo`. */
export function secretsContract(store: () => Store): void {
  describe('secrets', () => {
    it('STORE-22: one is kept for a record that is there, and for no other; a later one takes its place', async () => {
      expect(await store().keepSecret(place, sealed('k1', 1), event('set', 1))).toBe('gone');
      await store().append([entry(device, '1'), entry(other, '2')]);
      expect(await store().keepSecret(place, sealed('k1', 1), event('set', 10))).toBe('kept');
      expect(await store().keepSecret(place, sealed('k2', 2), event('set', 20))).toBe('kept');
      expect(await store().secret(place)).toEqual(sealed('k2', 2));
      expect(await store().secret({ ...place, secret: 'other' })).toBeUndefined();
      expect(await store().secret({ ...place, name: other })).toBeUndefined();
      expect(await store().secret({ ...place, name: documentNamed('device/a', shopNamed('far')) })).toBe(
        undefined,
      );
      expect(await store().secretFacts(device)).toEqual([{ secret: 'passcode', author: 'ana', at: 20 }]);
      expect(await store().secretFacts(other)).toEqual([]);
    });

    it('STORE-22: it takes the place of what somebody saw, and of nothing that was set or taken away since', async () => {
      await store().append([entry(device, '1')]);
      const keep = (at: number, seen: number | null) =>
        store().keepSecret(place, sealed('k', at), event('set', at), seen);
      expect(await keep(10, 5)).toBe('changed');
      expect(await keep(10, null)).toBe('kept');
      expect(await keep(20, null)).toBe('changed');
      expect(await keep(20, 10)).toBe('kept');
      expect(await store().secret(place)).toEqual(sealed('k', 20));
      await store().dropSecret(place, event('cleared', 30));
      expect(await keep(40, 20)).toBe('changed');
      expect(await store().secret(place)).toBeUndefined();
      expect((await store().secretEvents(device, 9)).map(({ act, at }) => [act, at])).toEqual([
        ['cleared', 30],
        ['set', 20],
        ['set', 10],
      ]);
    });

    it('STORE-22: an entry of the log destroys secrets in its own commit, those that it names and no other', async () => {
      await store().append([entry(device, '1'), entry(other, '2')]);
      await store().keepSecret(place, sealed('k', 1), event('set', 10));
      await store().keepSecret({ ...place, secret: 'pattern' }, sealed('k', 2), event('set', 11));
      await store().keepSecret({ ...place, name: other }, sealed('k', 3), event('set', 12));
      const lost = documentNamed('order/a', shopNamed('nowhere'));
      await expect(
        store().append([entry(device, '3', { destroys: ['passcode'] }), entry(lost, '')]),
      ).rejects.toThrow();
      expect(await store().secret(place)).toBeDefined();
      await store().append([entry(device, '3', { destroys: ['passcode', 'none'], author: author('ben') })]);
      expect(await store().secret(place)).toBeUndefined();
      expect(await store().secret({ ...place, secret: 'pattern' })).toBeDefined();
      expect(await store().secret({ ...place, name: other })).toBeDefined();
      const [newest] = await store().secretEvents(device, 1);
      expect(newest).toMatchObject({ secret: 'passcode', act: 'destroyed', author: 'ben', reason: '' });
    });

    it('STORE-23: what was done with a secret is told, the newest first, and stays when it is gone', async () => {
      await store().append([entry(device, '1')]);
      await store().keepSecret(place, sealed('k', 1), event('set', 10));
      await store().noteSecret(place, event('revealed', 20, 'to repair it'));
      expect(await store().dropSecret(place, event('cleared', 30))).toBe(true);
      expect(await store().dropSecret(place, event('cleared', 40))).toBe(false);
      const told = await store().secretEvents(device, 10);
      expect(told.map(({ act, at, reason }) => [act, at, reason])).toEqual([
        ['cleared', 30, ''],
        ['revealed', 20, 'to repair it'],
        ['set', 10, ''],
      ]);
      expect(await store().secretEvents(device, 2)).toHaveLength(2);
      expect(await store().secretEvents(other, 2)).toEqual([]);
    });

    it('STORE-22: what is sealed with another key is found, and sealed anew unless somebody changed it', async () => {
      await store().append([entry(device, '1'), entry(other, '2')]);
      await store().keepSecret(place, sealed('old', 1), event('set', 10));
      await store().keepSecret({ ...place, name: other }, sealed('new', 2), event('set', 11));
      const [found, ...more] = await store().secretsNotUnder('new', 10);
      expect(found).toEqual({ place, sealed: sealed('old', 1) });
      expect(more).toEqual([]);
      expect(await store().secretsNotUnder('none', 1)).toHaveLength(1);
      await store().keepSecret(place, sealed('old', 9), event('set', 12));
      expect(await store().resealSecret(place, sealed('old', 1), sealed('new', 1))).toBe(false);
      expect(await store().secret(place)).toEqual(sealed('old', 9));
      expect(await store().resealSecret(place, sealed('old', 9), sealed('new', 9))).toBe(true);
      expect(await store().secret(place)).toEqual(sealed('new', 9));
      expect(await store().secretEvents(device, 10)).toHaveLength(2);
    });
  });
}
