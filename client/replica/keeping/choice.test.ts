/** A device to which only some of the shop comes. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEntity } from '../../../shared/document/open-entity.ts';
import { must } from '../../../shared/lib/assert.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { StampClock } from '../../../shared/lib/stamp.ts';
import { systemTime } from '../../../shared/lib/time.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { Row } from '../../../shared/document/types.ts';
import { type Device, named, opened, Scene, sharedByJournaledTabs } from '../testing/scene.ts';
import { ScriptedRelay } from '../testing/scripted-relay.ts';
import type { Replica } from '../types.ts';
import { isPartOnly, isWanted } from './choice.ts';
import { usualKeepSettings, type KeepSettings } from './settings.ts';

const day = 24 * 60 * 60 * 1000;
const now = 1_000 * day;
const row = (kind: string, at: number, fields: Row['fields'] = {}): Row => ({
  kind,
  id: 'a',
  at,
  deleted: false,
  review: [],
  fields,
});
const wants = (of: Row, settings: Partial<KeepSettings>): boolean =>
  isWanted(of, { ...usualKeepSettings, ...settings }, now);

describe('what is wanted in full', () => {
  it('KEEP-7: everything, unless a person chose otherwise', () => {
    expect(wants(row('client', 0), {})).toBe(true);
    expect(['client', 'appointment', 'ticket'].some((kind) => isPartOnly(kind, usualKeepSettings))).toBe(
      false,
    );
  });

  it('KEEP-7: only what was written lately, and what is not over whenever that was', () => {
    const recent = { recentDays: 30 };
    expect(wants(row('client', now - 29 * day), recent)).toBe(true);
    expect(wants(row('client', now - 31 * day), recent)).toBe(false);
    expect(wants(row('ticket', now - 31 * day, { status: 'open' }), recent)).toBe(true);
    expect(isPartOnly('client', { ...usualKeepSettings, ...recent })).toBe(true);
  });

  it('KEEP-7: of work only what is not over; clients and stock are no work', () => {
    const open = { openOnly: true };
    expect(wants(row('ticket', now, { status: 'closed' }), open)).toBe(false);
    expect(wants(row('ticket', 0, { status: 'open' }), open)).toBe(true);
    expect(wants(row('client', 0), open)).toBe(true);
    expect(isPartOnly('ticket', { ...usualKeepSettings, ...open })).toBe(true);
    expect(isPartOnly('client', { ...usualKeepSettings, ...open })).toBe(false);
  });

  it('KEEP-7: appointments of a range of days, whatever else is chosen', () => {
    const range = { appointments: { before: 2, after: 10 }, recentDays: 1 };
    const at = (days: number): Row => row('appointment', 0, { status: 'done', start: now + days * day });
    expect([-3, -2, 0, 9, 10].map((days) => wants(at(days), range))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(wants(row('appointment', 0), range)).toBe(true);
  });
});

const shown = (replica: Replica): unknown[] =>
  ['client', 'ticket'].flatMap((kind) =>
    replica
      .rows({ kind, limit: 9, sort: { by: 'updated' } })
      .rows.map(({ fields }) => fields['name'] ?? fields['subject']),
  );

describe('the kinds that come', () => {
  const patient = { timeout: 10_000 };
  let relay: ScriptedRelay;
  let scene: Scene;
  let count = 0;
  let prefix: string;
  beforeEach(() => {
    relay = new ScriptedRelay();
    scene = new Scene();
    prefix = `choice-${count++}/`;
    write('ticket', 't1', 'A ticket');
    write('client', 'c1', 'Mei Chaudhry');
    write('client', 'c2', 'Tom Ball');
  });
  afterEach(() => scene.end());

  function write(kind: 'ticket' | 'client', id: string, words: string): void {
    openEntity({
      doc: relay.room(`${kind}/${id}`).doc,
      kind: must(kindNamed(kind), 'a declared kind'),
      author: 'olu',
      clock: new StampClock(systemTime),
      random: seededRandom(++count),
    }).set(kind === 'ticket' ? 'subject' : 'name', words);
  }

  const device = (): Device => scene.device(relay, sharedByJournaledTabs(prefix));

  const settled = (replica: Replica): Promise<void> =>
    vi.waitFor(() => expect(replica.status()).toMatchObject({ state: 'completed' }), patient);

  it('KEEP-7: the relay is asked for the chosen kinds alone; others go with their rows, but for what must stay', async () => {
    const shared = device();
    const [replica, other] = [await shared.start(), await shared.start()];
    await settled(replica);
    await vi.waitFor(() => expect(shown(other)).toHaveLength(3), patient);
    await replica.keeping.pin(named('client', 'c2'), true);
    // Chosen in the tab that does not lead.
    await other.keeping.change({ kinds: ['ticket'] });
    await vi.waitFor(() => expect(replica.keeping.settings.kinds).toEqual(['ticket']), patient);
    await other.keeping.prune();
    for (const tab of [replica, other])
      await vi.waitFor(() => expect(shown(tab)).toEqual(['Tom Ball', 'A ticket']), patient);
    write('client', 'c3', 'Nobody here needs her');
    write('ticket', 't1', 'Moved');
    await vi.waitFor(() => expect(shown(replica)).toEqual(['Tom Ball', 'Moved']), patient);
    const asked = relay.seen.findLast(({ message }) => message.type === 'catch-up')?.message;
    expect(asked).toMatchObject({ kinds: ['ticket'] });
    await replica.stop();
    await other.stop();

    // A start asks for them alone, too.
    const again = await device().start();
    await settled(again);
    const hello = relay.seen.findLast(({ message }) => message.type === 'hello')?.message;
    expect(hello).toMatchObject({ follow: { kinds: ['ticket'] } });
    expect(shown(again)).toEqual(['Tom Ball', 'Moved']);
  });

  it('KEEP-7: a kind that is chosen again comes, all of it, and what moved meanwhile', async () => {
    relay.itemsPerPage = 1;
    const replica = await device().start();
    await settled(replica);
    await replica.keeping.change({ kinds: ['ticket'] });
    await replica.keeping.prune();
    expect(shown(replica)).toEqual(['A ticket']);
    write('client', 'c1', 'Mei Chaudhry-Ball');
    write('client', 'c3', 'Ada Jones');
    await replica.keeping.change({ kinds: null });
    await vi.waitFor(
      () => expect(shown(replica)).toEqual(['Tom Ball', 'Mei Chaudhry-Ball', 'Ada Jones', 'A ticket']),
      patient,
    );
    await settled(replica);
    await replica.stop();
    const again = await device().start();
    await settled(again);
    expect(shown(again)).toHaveLength(4);
    const hello = relay.seen.findLast(({ message }) => message.type === 'hello')?.message;
    expect(hello?.type === 'hello' && hello.follow?.cursor).toBeGreaterThan(0);
  });

  it('KEEP-7: chosen in the middle of a first sync, and back, everything is here in the end', async () => {
    for (let i = 0; i < 12; i++) write(i % 2 ? 'ticket' : 'client', `m${i}`, `Number ${i}`);
    relay.itemsPerPage = 1;
    const replica = await device().start();
    await replica.keeping.change({ kinds: ['ticket'] });
    await replica.keeping.change({ kinds: ['client'] });
    await replica.keeping.change({ kinds: null });
    await vi.waitFor(() => expect(replica.rows({ kind: 'client', limit: 1 }).total).toBe(8), patient);
    await settled(replica);
    const names = new Set(
      ['client', 'ticket'].flatMap((kind) => replica.rows({ kind, limit: 99 }).rows.map(({ id }) => id)),
    );
    expect(names.size).toBe(15);
  });

  it('KEEP-7: what is unsent of a kind that is not chosen stays until it is sent, and goes then', async () => {
    const replica = await device().start();
    await settled(replica);
    relay.reachable = false;
    relay.cut();
    const record = await opened(replica, named('client', 'c1'));
    record.entity.set('name', 'Mei Ball');
    record.close();
    await vi.waitFor(() => expect(replica.status().pending).toMatchObject({ edits: 1, unsaved: 0 }), patient);
    await replica.keeping.change({ kinds: ['ticket'] });
    await replica.keeping.prune();
    expect(shown(replica)).toEqual(['Mei Ball', 'A ticket']);
    relay.reachable = true;
    await replica.syncNow();
    await vi.waitFor(() => expect(replica.status().pending.edits).toBe(0), patient);
    await vi.waitFor(async () => {
      await replica.keeping.prune();
      expect(shown(replica)).toEqual(['A ticket']);
    }, patient);
    expect(relay.room('client/c1').doc.getArray('registers').toJSON().flat()).toContain('Mei Ball');
  });
});
