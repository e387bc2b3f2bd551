/**
 * Three people really typed into one text at once (`clownschool.json.gz`). Their trace is replayed by three replicas
 * through a relay with the concurrency that it had: each edit is made in a copy of the text that holds exactly what its
 * author had seen, and reaches the others through outbox, socket, log and broadcast.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import type { OpenRecord, Replica } from '../../client/replica/types.ts';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityKey } from '../../shared/lib/ids.ts';
import { startDevice, when } from '../support/device.ts';
import { sharedFile } from '../support/shared-files.ts';
import { readTrace } from './editing-trace.ts';

const file = sharedFile('data/editing-traces/clownschool.json.gz');
const whyNot = file === undefined ? ' (skipped: the trace is not here)' : '';
const name = must(parseEntityKey('device/clownschool'), 'a legal name');
const people = ['ana', 'ben', 'cai'];

/** One person: the text as they see it, and the replica that carries their edits to the others. */
interface Typist {
  readonly seen: Y.Doc;
  readonly replica: Replica;
  readonly open: OpenRecord;
  /** How many edits of each author `seen` contains. */
  readonly has: number[];
}

interface MadeEdit {
  readonly update: Uint8Array;
  readonly client: number;
  /** The author's clock after the edit. */
  readonly clock: number;
}

let scene: ProcessScene;
beforeAll(async () => {
  scene = await processScene({ demo: true });
});
afterAll(() => scene.end());

it.skipIf(file === undefined)(
  `MERGE-1: the clownschool trace ends at its end content in three replicas and after a restart of the relay${whyNot}`,
  { timeout: 240_000 },
  async () => {
    const trace = readTrace(must(file, 'the trace is there'));
    let relay = await scene.relay();
    const typists: Typist[] = [];
    for (const user of people) {
      const replica = await startDevice({
        http: relay.url,
        shop: 'demo',
        user,
        token: await scene.token(user),
        journal: false,
      });
      const open = replica.open(name);
      await open.loaded;
      typists.push({ seen: new Y.Doc(), replica, open, has: people.map(() => 0) });
    }

    const made: MadeEdit[][] = people.map(() => []);
    for (const { author, patches, seen } of trace.edits) {
      const typist = must(typists[author], 'an author of the trace');
      for (const [other, count] of seen.entries())
        await catchUp(typist, other, count, must(made[other], 'an author'));
      let update: Uint8Array = new Uint8Array();
      typist.seen.once('update', (bytes: Uint8Array) => (update = bytes));
      const text = typist.seen.getText('text:diagnosis');
      typist.seen.transact(() => {
        for (const [position, deleted, inserted] of patches) {
          if (deleted > 0) text.delete(position, deleted);
          if (inserted !== '') text.insert(position, inserted);
        }
      });
      const client = typist.seen.clientID;
      must(made[author], 'an author').push({ update, client, clock: Y.getState(typist.seen.store, client) });
      typist.has[author] = (typist.has[author] ?? 0) + 1;
      Y.applyUpdate(typist.open.doc, update, 'typed');
    }

    for (const { replica, open } of typists) {
      await when(
        (changed) => replica.subscribePending(changed),
        () => replica.status().pending.edits === 0,
      );
      await when(
        (changed) => open.subscribe(changed),
        () => open.entity.text('diagnosis').length === trace.endContent.length,
      );
      expect(open.entity.text('diagnosis').toJSON()).toBe(trace.endContent);
    }
    for (const { replica } of typists) await replica.stop();

    relay.process.kill('SIGTERM');
    expect((await relay.ended).code).toBe(0);
    relay = await scene.relay();
    const fresh = await startDevice({
      http: relay.url,
      shop: 'demo',
      user: 'dee',
      token: await scene.token('dee'),
    });
    const open = fresh.open(name);
    await when(
      (changed) => open.subscribe(changed),
      () => open.live && open.entity.text('diagnosis').length > 0,
    );
    expect(open.entity.text('diagnosis').toJSON()).toBe(trace.endContent);
    await fresh.stop();
  },
);

/** Brings what a person sees to `count` edits of another one, each only after it came through the relay. */
async function catchUp(
  typist: Typist,
  other: number,
  count: number,
  made: readonly MadeEdit[],
): Promise<void> {
  for (let index = typist.has[other] ?? 0; index < count; index++) {
    const { update, client, clock } = must(made[index], 'an edit that was seen was made');
    const { doc } = typist.open;
    if (Y.getState(doc.store, client) < clock) {
      await when(
        (changed) => {
          doc.on('update', changed);
          return () => doc.off('update', changed);
        },
        () => Y.getState(doc.store, client) >= clock,
      );
    }
    Y.applyUpdate(typist.seen, update);
    typist.has[other] = index + 1;
  }
}
