/** What every implementation of the bridge's state promises. */
import { describe, expect, it } from 'vitest';
import { parseEntityId, type EntityName, type KindName } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { BridgeState, DeadLetter, Intent, Link } from './bridge-state.ts';

const nameOf = (kind: string, id: string): EntityName => ({
  kind: kind as KindName,
  id: must(parseEntityId(id), 'a legal id'),
});
const device = 'device' as KindName;

const linkOf = (id: string, more: Partial<Link> = {}): Link => ({
  ...nameOf('device', id),
  legacy: `there-${id}`,
  born: 'there',
  parent: null,
  base: { price: 100, notes: 'Ünï \u0000 “x”' },
  digest: 'd',
  listed: 1,
  read: 5,
  known: null,
  agreed: 0,
  gone: null,
  aside: {},
  ...more,
});

const creation = (id: string): Intent => ({
  ...nameOf('device', id),
  key: `device/${id}/create`,
  at: 1,
  what: { do: 'create', values: { price: 1 } },
});

const letter = (id: string, at: number): DeadLetter => ({
  key: `device/${id}`,
  kind: device,
  id: nameOf('device', id).id,
  legacy: null,
  what: 'record',
  reason: 'exhausted',
  detail: 'no',
  at,
  tries: 8,
});

/** `open` gives an empty state; `reopen` closes it and opens what it kept, where it keeps anything. */
export function bridgeStateContract(
  title: string,
  open: () => Promise<BridgeState>,
  reopen: (state: BridgeState) => Promise<BridgeState>,
): void {
  describe(`the bridge's state, ${title}`, () => {
    it('BRIDGE-3: a record is found by either id, also after the one there changed', async () => {
      const state = await open();
      await state.commit({ links: [linkOf('a'), linkOf('b', { legacy: null })] });
      expect(await state.byLegacy(device, 'there-a')).toEqual(linkOf('a'));
      expect(await state.link(nameOf('device', 'b'))).toMatchObject({ legacy: null });
      await state.commit({ links: [linkOf('a', { legacy: 'other' })] });
      expect(await state.byLegacy(device, 'there-a')).toBeUndefined();
      const again = await reopen(state);
      expect(await again.byLegacy(device, 'other')).toEqual(linkOf('a', { legacy: 'other' }));
      expect(await again.byLegacy('order' as KindName, 'other')).toBeUndefined();
      await again.close();
    });

    it('BRIDGE-13: what a listing did not tell of, and what was not read for long, is listed; what is gone is in neither', async () => {
      const state = await open();
      const links = ['a', 'b', 'c', 'd'].map((id, at) => linkOf(id, { read: 9 - at }));
      await state.commit({
        links: [...links, linkOf('e', { gone: 'there' }), linkOf('f', { legacy: null })],
      });
      await state.commit({ listed: { kind: device, legacy: ['there-b', 'nobody'], listing: 2 } });
      expect((await state.unlisted(device, 2, 10)).map(({ id }) => id)).toEqual(['a', 'c', 'd']);
      expect((await state.unlisted(device, 2, 2)).map(({ id }) => id)).toEqual(['a', 'c']);
      expect((await state.stale(device, 9, 10)).map(({ id }) => id)).toEqual(['d', 'c', 'b']);
      expect((await state.links(device, 'b', 2)).map(({ id }) => id)).toEqual(['c', 'd']);
      expect(await state.link(nameOf('device', 'b'))).toMatchObject({ listed: 2, read: 8 });
      await state.close();
    });

    it('BRIDGE-6: what is outgoing is due from its time on, what was noted first first, and waits over a restart', async () => {
      const state = await open();
      const out = (id: string, notBefore: number, since: number) => ({
        ...nameOf('device', id),
        head: 4,
        tries: 1,
        notBefore,
        since,
      });
      await state.commit({ outgoing: [out('a', 10, 3), out('b', 0, 2), out('c', 0, 1)] });
      const again = await reopen(state);
      expect((await again.due(device, 9, 10)).map(({ id }) => id)).toEqual(['c', 'b']);
      expect((await again.due(device, 10, 10)).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
      expect(await again.waiting()).toEqual({ count: 3, next: 0, since: 1, deadLetters: 0 });
      await again.commit({ sent: [nameOf('device', 'b'), nameOf('device', 'c')] });
      expect(await again.waiting()).toEqual({ count: 1, next: 10, since: 3, deadLetters: 0 });
      expect(await again.outgoing(nameOf('device', 'a'))).toEqual(out('a', 10, 3));
      expect(await again.outgoing(nameOf('device', 'b'))).toBeUndefined();
      await again.close();
    });

    it('BRIDGE-7: what is about to be done is there after a restart, until it is ended', async () => {
      const state = await open();
      await state.commit({ intents: [creation('b'), creation('a')] });
      const again = await reopen(state);
      expect(await again.intents()).toEqual([creation('a'), creation('b')]);
      expect(await again.intents(nameOf('device', 'a'))).toEqual([creation('a')]);
      expect(await again.creations(device)).toHaveLength(2);
      expect(await again.creations('order' as KindName)).toEqual([]);
      await again.commit({ ended: [creation('a').key] });
      expect(await again.intents()).toEqual([creation('b')]);
      await again.close();
    });

    it('BRIDGE-8: a message is one on both sides, whichever way it is told of again', async () => {
      const state = await open();
      const { id: ticket } = nameOf('ticket', 't');
      await state.commit({
        messages: [
          { ticket, entry: 'e1', legacy: 'm1' },
          { ticket, entry: 'e2', legacy: 'm2' },
        ],
      });
      await state.commit({ messages: [{ ticket, entry: 'e1', legacy: 'm1' }] });
      const again = await reopen(state);
      expect((await again.messages(ticket)).toSorted((a, b) => (a.entry < b.entry ? -1 : 1))).toEqual([
        { ticket, entry: 'e1', legacy: 'm1' },
        { ticket, entry: 'e2', legacy: 'm2' },
      ]);
      await again.close();
    });

    it('BRIDGE-23: which messages somebody let go of stays known, ticket by ticket', async () => {
      const state = await open();
      const [{ id: ticket }, { id: other }] = [nameOf('ticket', 't'), nameOf('ticket', 'o')];
      await state.commit({ letGo: ['e2', 'e1', 'e2'].map((entry) => ({ ticket, entry })) });
      const again = await reopen(state);
      expect([await again.letGo(ticket), await again.letGo(other)]).toEqual([['e1', 'e2'], []]);
      await again.close();
    });

    it('BRIDGE-11: dead letters stay until they are taken up, and cursors move with what they tell of', async () => {
      const state = await open();
      await state.commit({ dead: [letter('b', 2), letter('a', 1)], cursors: { moved: '7' } });
      const again = await reopen(state);
      expect((await again.deadLetters()).map(({ at }) => at)).toEqual([1, 2]);
      expect(await again.deadLetters(nameOf('device', 'b'))).toEqual([letter('b', 2)]);
      expect(await again.deadLetters(nameOf('order', 'b'))).toEqual([]);
      expect([await again.cursor('moved'), await again.cursor('none')]).toEqual(['7', undefined]);
      await again.commit({ revived: ['device/a'], cursors: { moved: '8' } });
      expect(await again.deadLetters()).toEqual([letter('b', 2)]);
      expect(await again.cursor('moved')).toBe('8');
      await again.close();
    });

    it('BRIDGE-15: of what is forgotten nothing is left but that its id there is not taken in again, and the others are as they were', async () => {
      const state = await open();
      await state.commit({
        links: [linkOf('a', { known: 'k' }), linkOf('b', { known: 'k' })],
        intents: [creation('a'), creation('b')],
        dead: [
          letter('a', 1),
          letter('b', 2),
          { ...letter('a', 3), key: 'device:there-a', id: null, legacy: 'there-a', what: 'row' },
        ],
        letGo: ['a', 'b'].map((id) => ({ ticket: nameOf('device', id).id, entry: 'e' })),
        outgoing: ['a', 'b'].map((id) => ({
          ...nameOf('device', id),
          head: 0,
          tries: 0,
          notBefore: 0,
          since: 0,
        })),
      });
      await state.forget([nameOf('device', 'a')]);
      const again = await reopen(state);
      expect(await again.byLegacy(device, 'there-a')).toMatchObject({
        gone: 'erased',
        base: {},
        known: null,
      });
      expect(await again.unlisted(device, 9, 9)).toHaveLength(1);
      expect((await again.byKnown(device, 'k')).map(({ id }) => id)).toEqual(['b']);
      expect((await again.intents()).map(({ id }) => id)).toEqual(['b']);
      expect((await again.deadLetters()).map(({ id }) => id)).toEqual(['b']);
      expect(await again.waiting()).toMatchObject({ count: 1, deadLetters: 1 });
      const letGo = await Promise.all(['a', 'b'].map((id) => again.letGo(nameOf('device', id).id)));
      expect(letGo).toEqual([[], ['e']]);
      await again.close();
    });
  });
}
