import { describe, expect, it, vi } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Up } from '../../shared/protocol/messages.ts';
import { DeviceNews } from './device-news.ts';
import { Listeners } from './listeners.ts';
import { MemoryVault } from './memory-vault.ts';
import { StorageHealth } from './storage-health.ts';

function scene(vault = new MemoryVault()) {
  const time = new ManualTime();
  const said: Up[] = [];
  const counted: Up[] = [];
  const state = {
    speaks: true,
    unsent: [] as { readonly name: EntityKey; readonly since: number }[],
    counts: { since: 1, synced: 0, failed: 0, took: 0.4, bytesUp: 0, bytesDown: 0, settled: 0, lastSync: 0 },
  };
  const changed = new Listeners();
  const news = new DeviceNews({
    time,
    random: seededRandom(1),
    vault,
    health: new StorageHealth(true),
    outbox: {
      changed,
      get pending() {
        return { records: state.unsent.length, edits: state.unsent.length * 2, unsaved: 0 };
      },
      names: () => state.unsent.map(({ name }) => name),
      summary: (name) => {
        const found = state.unsent.find((each) => each.name === name);
        return found && { edits: 2, bytes: 1, since: found.since, urgency: 'normal' };
      },
    },
    speaks: () => state.speaks,
    counts: () => Promise.resolve(state.counts),
    send: (message) => {
      (message.type === 'tally' ? counted : said).push(message);
      return true;
    },
  });
  return { time, said, counted, state, changed, news, vault };
}

describe('what a device tells of itself', () => {
  it('DEVICE-2: a while after it connected, then at most once a minute, and only what is news', async () => {
    const { time, said, state, changed, news } = scene();
    news.begin();
    await time.advance(9_000);
    expect(said).toEqual([]);
    await time.advance(2_000);
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(said).toEqual([
      { type: 'device', id: expect.stringMatching(/^[0-9a-z]{22}$/), records: 0, edits: 0, since: 0 },
    ]);
    state.unsent = [
      { name: 'ticket/a' as EntityKey, since: 700 },
      { name: 'ticket/b' as EntityKey, since: 300.5 },
    ];
    for (let at = 0; at < 50; at++) {
      changed.emit();
      await time.advance(1_000);
    }
    expect(said).toHaveLength(1);
    await time.advance(11_000);
    await vi.waitFor(() => expect(said).toHaveLength(2));
    expect(said[1]).toMatchObject({ records: 2, edits: 4, since: 300 });
    changed.emit();
    await time.advance(120_000);
    expect(said).toHaveLength(2);
  });

  it('DEVICE-2: the same id at every start, and nothing without a connection', async () => {
    const first = scene();
    first.news.begin();
    await first.time.advance(11_000);
    await vi.waitFor(() => expect(first.said).toHaveLength(1));
    const again = scene(first.vault);
    again.state.speaks = false;
    again.news.begin();
    await again.time.advance(11_000);
    expect(again.said).toEqual([]);
    again.state.speaks = true;
    again.news.begin();
    again.news.lost();
    await again.time.advance(11_000);
    expect(again.said).toEqual([]);
    again.news.begin();
    await again.time.advance(11_000);
    await vi.waitFor(() => expect(again.said).toEqual(first.said));
  });

  it('DEVICE-5: what it counted goes before, in whole numbers, and again when more than bytes is news', async () => {
    const { time, said, counted, state, news } = scene();
    news.begin();
    await time.advance(11_000);
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(counted).toEqual([{ type: 'tally', id: expect.any(String), ...state.counts, took: 0 }]);
    state.counts = { ...state.counts, bytesUp: 900 };
    news.look();
    await time.advance(61_000);
    expect(counted).toHaveLength(1);
    state.counts = { ...state.counts, synced: 3, took: 10.6 };
    news.look();
    await time.advance(61_000);
    await vi.waitFor(() => expect(counted).toHaveLength(2));
    expect(counted[1]).toMatchObject({ synced: 3, took: 11, bytesUp: 900 });
    expect(said).toHaveLength(1);
  });
});
