/**
 * Three devices of one shop edit the same few records at random, lose and find their line, reload and crash; then all
 * come back. Whatever relay they have: they end equal, with nothing pending and every appended entry exactly once.
 */
import { array, asyncProperty, assert as check, constantFrom, nat, tuple } from 'fast-check';
import { expect, vi } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import type { SocketClass } from '../options.ts';
import type { OpenRecord, Replica } from '../types.ts';
import { Line } from './line.ts';
import { named, opened, Scene, type Device } from './scene.ts';

export interface RelayForDevices {
  /** The class by which a user's replicas reach the relay. */
  socketFor(user: string): SocketClass;
  url: string;
  tokenFor(user: string): Promise<string>;
  /** Every connection of every device ends at once. */
  dropAll(): void;
  close(): Promise<void>;
}

const users = ['ana', 'bo', 'cy'] as const;
const records = ['r1', 'r2', 'r3'] as const;
const steps = [
  'set',
  'set',
  'type',
  'type',
  'type',
  'delete-text',
  'append',
  'append',
  'tag',
  'close',
  'offline',
  'online',
  'online',
  'drop',
  'reload',
  'crash',
  'rest',
] as const;

interface Actor {
  readonly user: string;
  readonly device: Device;
  line: Line;
  replica: Replica;
  readonly open: Map<string, OpenRecord>;
}

export async function convergence(makeRelay: () => Promise<RelayForDevices>, runs: number): Promise<void> {
  const step = tuple(nat(users.length - 1), constantFrom(...steps), nat(records.length - 1), nat(1_000));
  await check(
    asyncProperty(array(step, { minLength: 5, maxLength: 45 }), async (script) => {
      const relay = await makeRelay();
      const scene = new Scene();
      try {
        await play(relay, scene, script);
      } finally {
        await scene.end();
        await relay.close();
      }
    }),
    { numRuns: runs, endOnFailure: runs < 50 },
  );
}

type Script = readonly (readonly [number, (typeof steps)[number], number, number])[];

async function play(relay: RelayForDevices, scene: Scene, script: Script): Promise<void> {
  const actors = await Promise.all(users.map((user) => actorOf(relay, scene, user)));
  const appended = new Map<string, Set<string>>(records.map((id) => [id, new Set<string>()]));
  for (const [who, what, which, number] of script) {
    const actor = must(actors[who], 'an actor');
    const id = must(records[which], 'a record');
    await perform(relay, actor, what, id, number, must(appended.get(id), 'a record'));
  }
  for (const { line } of actors) line.mend();
  for (const actor of actors) {
    await vi.waitFor(() => actor.replica.syncNow(), { timeout: 20_000, interval: 50 });
    for (const id of records)
      if (!actor.open.has(id)) actor.open.set(id, await opened(actor.replica, named('ticket', id)));
  }
  await vi.waitFor(
    () => {
      for (const { replica, open } of actors) {
        expect(replica.status()).toMatchObject({
          state: 'completed',
          pending: { records: 0, edits: 0, unsaved: 0 },
        });
        for (const record of open.values()) expect(record.live).toBe(true);
      }
      for (const id of records) {
        const rows = actors.map(({ open }) => must(open.get(id), 'it is open').row());
        expect(rows[1]).toEqual(rows[0]);
        expect(rows[2]).toEqual(rows[0]);
        const [text, ...others] = actors.map(({ open }) => textOf(open.get(id)));
        expect(others).toEqual([text, text]);
      }
    },
    { timeout: 20_000, interval: 20 },
  );
  for (const id of records) {
    const entries = must(actors[0]?.open.get(id), 'it is open')
      .entity.ledger('messages')
      .map((entry) => entry.id);
    expect([...entries].toSorted()).toEqual([...must(appended.get(id), 'a record')].toSorted());
    // Lists are made without the documents and say the same.
    await vi.waitFor(() => {
      for (const { replica, open } of actors) {
        const row = must(open.get(id), 'it is open').row();
        if (row.at > 0) expect(replica.row(named('ticket', id))).toEqual(JSON.parse(JSON.stringify(row)));
      }
    });
  }
}

const textOf = (record: OpenRecord | undefined): string =>
  must(record, 'it is open').entity.text('notes').toJSON();

async function actorOf(relay: RelayForDevices, scene: Scene, user: string): Promise<Actor> {
  const line = new Line(relay.socketFor(user));
  const device = scene.device(line, {
    user: { id: user },
    url: relay.url,
    getToken: () => relay.tokenFor(user),
  });
  return { user, device, line, replica: await device.start(), open: new Map() };
}

async function perform(
  relay: RelayForDevices,
  actor: Actor,
  what: (typeof steps)[number],
  id: string,
  number: number,
  appended: Set<string>,
): Promise<void> {
  const record = async (): Promise<OpenRecord> => {
    const open = actor.open.get(id) ?? (await opened(actor.replica, named('ticket', id)));
    actor.open.set(id, open);
    return open;
  };
  switch (what) {
    case 'set':
      return (await record()).entity.set('subject', `${actor.user} ${number}`);
    case 'tag':
      return (await record()).entity.add('tags', `tag ${number % 5}`);
    case 'append':
      appended.add((await record()).entity.append('messages', { channel: 'note', body: `${number}` }));
      return undefined;
    case 'type': {
      const text = (await record()).entity.text('notes');
      return text.insert(number % (text.length + 1), `${actor.user}${number} `);
    }
    case 'delete-text': {
      const text = (await record()).entity.text('notes');
      const at = number % (text.length + 1);
      return text.delete(at, Math.min(3, text.length - at));
    }
    case 'close':
      actor.open.get(id)?.close();
      actor.open.delete(id);
      return undefined;
    case 'offline':
      return actor.line.cut();
    case 'online':
      actor.line.mend();
      await actor.replica.syncNow().catch(() => undefined);
      return undefined;
    case 'drop':
      return number % 4 === 0 ? relay.dropAll() : actor.line.drop();
    case 'reload':
      await actor.replica.stop();
      actor.open.clear();
      actor.replica = await actor.device.start({ WebSocket: actor.line.WebSocket });
      return undefined;
    case 'crash': {
      // What was not said to be saved may be lost, so nothing else is asked of it.
      await vi.waitFor(() => expect(actor.replica.status().pending.unsaved).toBe(0));
      actor.line.kill();
      actor.line = new Line(relay.socketFor(actor.user));
      actor.open.clear();
      actor.replica = await actor.device.start({ WebSocket: actor.line.WebSocket });
      return undefined;
    }
    case 'rest':
      return new Promise((resolve) => {
        setTimeout(resolve, number % 30);
      });
  }
}
