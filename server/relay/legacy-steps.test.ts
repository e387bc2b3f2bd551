import { describe, expect, test } from 'vitest';
import { parseEntityId, type KindName } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import type { LegacyStep } from '../../shared/protocol/legacy.ts';
import type { Reached } from './legacy-steps.ts';
import { demo, documentName, scene } from './testing/scene.ts';

const reached = (kind: string, id: string, step: LegacyStep, seq: number): Reached => ({
  kind: kind as KindName,
  id: must(parseEntityId(id), 'a legal id'),
  step,
  seq,
});
const write = (subject: string) => (entity: { set: (field: string, value: string) => unknown }) =>
  void entity.set('subject', subject);

describe('how far records have come into the legacy system', () => {
  test('LEGACY-1: an edit is on its way before it is acknowledged, and until the bridge says of that very edit that it is there', async () => {
    const { relay, connect, settle, entity, time, store } = await scene();
    relay.legacy.begin(demo, ['ticket']);
    relay.legacy.known(demo);
    const ana = connect('ana');
    ana.open('ticket/t1');
    await settle();
    expect(ana.told('legacy')).toEqual([
      { type: 'legacy', kinds: ['ticket'], version: '0', before: '0', records: [] },
    ]);
    entity(ana, 'ticket/t1', 'ana').set('subject', 'One');
    await settle();
    const waiting = must(ana.told('legacy')[1], 'news');
    expect(waiting).toMatchObject({ before: '0', records: [{ name: 'ticket/t1', step: 'waiting' }] });
    expect(ana.messages.indexOf(waiting)).toBeLessThan(
      ana.messages.findIndex(
        (message) => message.type === 'ack' && message.channels.some(({ count }) => count > 1),
      ),
    );
    const first = await store.head(demo);
    entity(ana, 'ticket/t1', 'ana').set('subject', 'Two');
    await settle();
    // It is told as on its way already.
    expect(ana.told('legacy')).toHaveLength(2);
    relay.legacy.reached(demo, [reached('ticket', 't1', 'there', first)]);
    await time.advance(1_000);
    await settle();
    expect(ana.told('legacy')).toHaveLength(2);
    relay.legacy.reached(demo, [reached('ticket', 't1', 'there', await store.head(demo))]);
    await time.advance(1_000);
    await settle();
    expect(ana.told('legacy')[2]).toEqual({
      type: 'legacy',
      kinds: ['ticket'],
      before: waiting.version,
      version: '0',
      records: [{ name: 'ticket/t1', step: 'there' }],
    });
  });

  test('LEGACY-1: what the bridge writes is there, what it gave up or cannot say there is told as that', async () => {
    const { relay, connect, settle, time } = await scene();
    relay.legacy.begin(demo, ['ticket', 'order']);
    relay.legacy.known(demo);
    const ana = connect('ana');
    await settle();
    await relay.write(documentName('ticket/t1'), '@bridge' as never, write('From there'));
    await relay.write(documentName('client/c1'), 'ana' as never, (entity) => entity.set('name', 'Isla'), {
      role: 'owner',
    });
    await settle();
    expect(ana.told('legacy')).toHaveLength(1);
    relay.legacy.reached(demo, [
      reached('ticket', 't1', 'given-up', 1),
      reached('order', 'o1', 'part', 1),
      reached('order', 'o2', 'apart', 1),
    ]);
    await time.advance(1_000);
    await settle();
    expect(ana.told('legacy')[1]?.records).toEqual([
      { name: 'ticket/t1', step: 'given-up' },
      { name: 'order/o1', step: 'part' },
      { name: 'order/o2', step: 'apart' },
    ]);
  });

  test('LEGACY-2: whoever comes hears a digest, and everything only when asking for it; a shop without a bridge hears nothing', async () => {
    const { relay, connect, settle } = await scene();
    relay.legacy.begin(demo, ['ticket']);
    const [early, far] = [connect('ana'), connect('cy:manager:other')];
    await settle();
    // Not known yet, and not told as there.
    expect(early.told('legacy')).toMatchObject([{ version: '', records: [] }]);
    relay.legacy.reached(demo, [reached('ticket', 't1', 'waiting', 1), reached('ticket', 't2', 'part', 1)]);
    relay.legacy.known(demo);
    await settle();
    const ben = connect('ben');
    await settle();
    const [told] = ben.told('legacy');
    expect(early.told('legacy').at(-1)).toEqual(told);
    expect(told).toMatchObject({ records: [], before: told?.version });
    ben.send({ type: 'legacy' });
    await settle();
    const all = {
      version: told?.version,
      before: '0',
      records: [
        { name: 'ticket/t1', step: 'waiting' },
        { name: 'ticket/t2', step: 'part' },
      ],
    };
    expect(ben.told('legacy')[1]).toMatchObject(all);
    // The same digest, however it came about.
    relay.legacy.reached(demo, [reached('ticket', 't2', 'there', 2)]);
    relay.legacy.reached(demo, [reached('ticket', 't2', 'part', 3)]);
    const later = connect('ana');
    await settle();
    expect(later.told('legacy')[0]?.version).toBe(told?.version);
    expect(far.told('legacy')).toEqual([]);
    relay.legacy.end(demo);
    await settle();
    expect(ben.told('legacy').at(-1)).toMatchObject({ kinds: [], version: '' });
  });

  test('LEGACY-2: who asks again and again is answered once at once and once later', async () => {
    const { relay, connect, settle, time } = await scene();
    relay.legacy.begin(demo, ['ticket']);
    relay.legacy.known(demo);
    const ana = connect('ana');
    await settle();
    for (let at = 0; at < 20; at++) ana.send({ type: 'legacy' });
    await settle();
    expect(ana.told('legacy')).toHaveLength(2);
    await time.advance(1_000);
    await settle();
    expect(ana.told('legacy')).toHaveLength(3);
  });

  test('LEGACY-2: more than can be told one by one is not told, until it is less', async () => {
    const { relay, connect, settle, time } = await scene();
    relay.legacy.begin(demo, ['ticket']);
    relay.legacy.known(demo);
    const many = Array.from({ length: 5_001 }, (_, at) => `t${at}`);
    relay.legacy.reached(
      demo,
      many.map((id) => reached('ticket', id, 'waiting', 1)),
    );
    const ana = connect('ana');
    await settle();
    ana.send({ type: 'legacy' });
    await settle();
    for (const { version, records } of ana.told('legacy')) expect([version, records]).toEqual(['', []]);
    relay.legacy.reached(
      demo,
      many.slice(1).map((id) => reached('ticket', id, 'there', 1)),
    );
    await time.advance(1_000);
    await settle();
    expect(ana.told('legacy').at(-1)?.version).not.toBe('');
    ana.send({ type: 'legacy' });
    await time.advance(1_000);
    await settle();
    expect(ana.told('legacy').at(-1)).toMatchObject({ records: [{ name: 'ticket/t0', step: 'waiting' }] });
  });

  test('LEGACY-3: of a kind that somebody may not read they hear nothing, not even that it moved', async () => {
    const { relay, connect, settle, time } = await scene();
    relay.legacy.begin(demo, ['pay', 'ticket']);
    relay.legacy.known(demo);
    const [olu, ben] = [connect('olu:owner'), connect('ben:technician')];
    await settle();
    relay.legacy.reached(demo, [reached('pay', 'p1', 'waiting', 1)]);
    await time.advance(1_000);
    await settle();
    ben.send({ type: 'legacy' });
    await settle();
    expect(olu.told('legacy')[1]).toMatchObject({ records: [{ name: 'pay/p1' }] });
    expect(JSON.stringify(ben.told('legacy'))).not.toContain('pay');
    expect(ben.told('legacy').map(({ version }) => version)).toEqual(['0', '0']);
  });
});
