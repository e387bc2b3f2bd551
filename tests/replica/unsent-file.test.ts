/** Unsent edits leave a device as a file and come in again elsewhere, once (docs/unsent-edits.md). */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Line } from '../../client/replica/testing/line.ts';
import { named, opened, Scene } from '../../client/replica/testing/scene.ts';
import type { Replica } from '../../client/replica/types.ts';
import { schemaVersion } from '../../shared/schema/version.ts';
import { relayScene, type RelayScene } from './relay-scene.ts';

const name = named('ticket', 't1');
const patient = { timeout: 10_000 };
let relay: RelayScene;
let scene: Scene;
beforeEach(async () => {
  relay = await relayScene();
  scene = new Scene();
});
afterEach(async () => {
  await scene.end();
  await relay.close();
});

const deviceOf = (user: string, { WebSocket } = new Line(relay.WebSocket), shop = 'demo') =>
  scene.device(
    { WebSocket },
    { url: relay.url, shop, user: { id: user }, getToken: () => Promise.resolve(user) },
  );

const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(
    () => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }),
    patient,
  );

/** Ana's edits without a network, as a file; the device that made them stays away. */
async function fileOfAna(): Promise<string> {
  const line = new Line(relay.WebSocket);
  const replica = await deviceOf('ana', line).start();
  const first = await opened(replica, name);
  await vi.waitFor(() => expect(first.live).toBe(true), patient);
  first.entity.set('subject', 'Before');
  await settled(replica);
  line.cut();
  first.entity.set('subject', 'Afterwards');
  first.entity.text('notes').insert(0, 'By hand');
  first.entity.append('messages', { channel: 'note', body: 'Unsent' });
  const second = await opened(replica, named('client', 'c1'));
  second.entity.set('name', 'Ida');
  await vi.waitFor(() => expect(replica.status().pending).toMatchObject({ edits: 4, unsaved: 0 }), patient);
  return replica.unsentFile();
}

it('EXPORT-1, EXPORT-3: what a file holds is unsent where it is taken in, goes up, and is there once', async () => {
  const file = await fileOfAna();
  expect(JSON.parse(file)).toMatchObject({
    format: 'solder-unsent-edits',
    version: 1,
    shop: 'demo',
    user: 'ana',
    schema: expect.stringMatching(new RegExp(`^${schemaVersion}\\.`)) as string,
    records: [
      { record: 'ticket/t1', values: { subject: 'Afterwards', notes: 'By hand' } },
      { record: 'client/c1', values: { name: 'Ida' } },
    ],
  });
  const line = new Line(relay.WebSocket);
  const other = await deviceOf('ana', line).start();
  await settled(other);
  line.cut();
  expect(await other.takeInUnsent(file)).toEqual({ edits: 4, records: 2, known: 0, erased: 0 });
  expect(await other.takeInUnsent(file)).toEqual({ edits: 0, records: 0, known: 4, erased: 0 });
  expect(other.status().pending.edits).toBe(4);
  expect(other.row(name)?.fields).toMatchObject({ subject: 'Afterwards', notes: 'By hand' });
  line.mend();
  await other.syncNow();
  await settled(other);
  expect(await other.takeInUnsent(file)).toEqual({ edits: 0, records: 0, known: 4, erased: 0 });
  // A third device, with nothing of it and the record open: the relay has it all already.
  const third = await deviceOf('ana').start();
  const record = await opened(third, name);
  await third.takeInUnsent(file);
  await settled(third);
  expect(record.entity.ledger('messages')).toHaveLength(1);
  expect(record.row().fields).toMatchObject({ subject: 'Afterwards', notes: 'By hand' });
  expect(third.refused()).toEqual([]);
});

it('EXPORT-4: a file that is not taken in says why, and leaves everything as it is', async () => {
  const file = await fileOfAna();
  const bo = await deviceOf('bo').start();
  await settled(bo);
  const ana = await deviceOf('ana').start();
  await settled(ana);
  const elsewhere = await deviceOf('ana', undefined, 'other').start();
  const update = /"update": "([^"]+)"/.exec(file)?.[1] ?? '';
  for (const [replica, text, problem] of [
    [ana, 'no JSON', 'not-one'],
    [ana, '[]', 'not-one'],
    [ana, '{"format":"another"}', 'not-one'],
    [ana, file.slice(0, -30), 'damaged'],
    [ana, file.replace('By hand', 'By hands'), 'damaged'],
    [ana, file.replace(update, update.slice(4)), 'damaged'],
    [ana, file.replace('"version": 1', '"version": 2'), 'newer'],
    [bo, file, 'other-user'],
    [elsewhere, file, 'other-shop'],
  ] as const) {
    await expect(replica.takeInUnsent(text), problem).rejects.toMatchObject({ problem });
    expect(replica.status().pending.edits).toBe(0);
  }
  expect(ana.row(name)?.fields['subject']).toBe('Before');
});
