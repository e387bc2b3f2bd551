import { expect, it } from 'vitest';
import * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { MemoryVault } from './memory-vault.ts';
import { Outbox, type OutboxNews } from './outbox.ts';
import { StorageHealth } from './storage-health.ts';
import type { StoredOutbox } from './vault.ts';

const name = 'ticket/t1' as EntityKey;

function made(): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('text:notes').insert(0, 'x');
  return Y.encodeStateAsUpdate(doc);
}

function outboxOver(vault: MemoryVault, tab: string) {
  const time = new ManualTime();
  const told: OutboxNews[] = [];
  const outbox = new Outbox({
    vault,
    tab,
    time,
    random: () => 0.5,
    health: new StorageHealth(true),
    now: () => time.now(),
    tell: (news) => told.push(news),
    wanted: () => undefined,
    erased: () => undefined,
    sent: () => undefined,
  });
  return { outbox, told, time };
}

/** A vault that answers what was read when a test says so. */
class SlowVault extends MemoryVault {
  readonly gate = Promise.withResolvers<void>();

  override async outbox(): Promise<StoredOutbox> {
    const read = await super.outbox();
    await this.gate.promise;
    return read;
  }
}

it('LEAD-3: what is settled while another tab starts is not unsent to that one', async () => {
  const vault = new SlowVault();
  const { outbox: first, told, time } = outboxOver(vault, 'first');
  await vault.addToOutbox([]);
  const edit = first.add(name, made());
  // Acknowledged before it was stored: nobody was told that there is such an edit.
  first.acknowledged([edit]);
  const adding = first.add(name, made());
  await first.flush();
  const { outbox: second } = outboxOver(vault, 'second');
  const loading = second.load();
  first.acknowledged([adding]);
  await time.advance(200);
  await first.flush();
  for (const news of told) if (news.type === 'edits-removed') second.removeForeign(news.keys);
  vault.gate.resolve();
  await loading;
  expect(second.pending.edits).toBe(0);
});

it('LEAD-3: an edit that was acknowledged while it was being stored is told to be settled', async () => {
  const vault = new MemoryVault();
  const { outbox, told, time } = outboxOver(vault, 'first');
  const edit = outbox.add(name, made());
  const storing = outbox.flush();
  await Promise.resolve();
  outbox.acknowledged([edit]);
  await storing;
  const { entries } = await vault.outbox();
  await time.advance(200);
  await outbox.flush();
  const gone = told.flatMap((news) => (news.type === 'edits-removed' ? news.keys : []));
  expect(gone).toEqual(entries.map(({ tab, id }) => `${tab}/${id}`));
  expect((await vault.outbox()).entries).toEqual([]);
});
