/** Every case of docs/merge.md, played with real replicas over a real relay. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Line } from '../../client/replica/testing/line.ts';
import { named, opened, Scene, type Device } from '../../client/replica/testing/scene.ts';
import type { OpenRecord, Replica } from '../../client/replica/types.ts';
import { compareValues } from '../../shared/document/policy.ts';
import { must } from '../../shared/lib/assert.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { relayScene, type RelayScene } from '../replica/relay-scene.ts';
import type { MergeCase, Shown, Who } from './case.ts';
import { mergeCases } from './cases.ts';
import { casePicture, mergePage, pictures } from './page.ts';

interface Person {
  readonly device: Device;
  readonly line: Line;
  replica: Replica;
  open: OpenRecord | undefined;
}

const hour = 3_600_000;
const everybody: readonly Who[] = ['ana', 'ben', 'cai', 'dee'];
const patience = { timeout: 15_000, interval: 10 };
let relay: RelayScene;
let scene: Scene;
const people = new Map<Who, Person>();

beforeAll(async () => {
  relay = await relayScene();
  relay.roles.set('cai', 'technician');
  scene = new Scene();
  for (const who of everybody) {
    const line = new Line(relay.WebSocket);
    const device = scene.device(line, {
      url: relay.url,
      user: { id: who },
      getToken: () => Promise.resolve(who),
      ...(who === 'dee' && {
        time: { now: () => systemTime.now() + hour, after: (ms, run) => systemTime.after(ms, run) },
      }),
    });
    people.set(who, { device, line, replica: await device.start(), open: undefined });
  }
  await Promise.all([...people.values()].map(settled));
});
afterAll(async () => {
  await scene.end();
  await relay.close();
});

const settled = ({ replica }: Person): Promise<void> =>
  vi.waitFor(() => {
    expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } });
  }, patience);

const openOf = ({ open }: Person): OpenRecord => must(open, 'an open record');

/** All are connected, and have the same. */
async function meet(group: readonly Person[], isUnseen: boolean): Promise<void> {
  for (const person of group) {
    person.line.mend();
    person.replica.syncNow().catch(() => undefined);
  }
  await Promise.all(group.map(settled));
  if (isUnseen) return;
  await vi.waitFor(() => {
    const [first, ...others] = group.map((person) => {
      expect(openOf(person).live).toBe(true);
      return Y.encodeStateVector(openOf(person).doc);
    });
    for (const other of others) expect(other).toEqual(first);
  }, patience);
}

async function part(group: readonly Person[]): Promise<void> {
  for (const { line } of group) line.cut();
  await vi.waitFor(() => {
    for (const { replica } of group) expect(replica.status().state).toBe('offline');
  }, patience);
}

async function reload(group: readonly Person[], at: ReturnType<typeof named>): Promise<void> {
  for (const person of group) {
    await vi.waitFor(() => expect(person.replica.status().pending.unsaved).toBe(0), patience);
    person.open?.close();
    await person.replica.stop();
    person.replica = await person.device.start();
    person.open = await opened(person.replica, at);
  }
}

function shown({ entity }: OpenRecord, name: string, like: Shown): unknown {
  const field = must(entity.kind.fields.get(name), `a field ${name}`);
  if (like && 'asks' in like) {
    const review = entity.reviews().find((each) => each.field === name);
    // What a deletion stands beside is told by the other fields.
    const values = name === 'deleted' ? [] : (review?.entries ?? []).map(({ value }) => value);
    return review ? { asks: values.toSorted(compareValues) } : 'nobody is asked';
  }
  expect(entity.reviews().map((each) => each.field)).not.toContain(name);
  if (field.policy === 'ledger') {
    const entries = entity.ledger(name);
    const sum = entries.reduce((all, { parts }) => all + (field.amount?.(parts) ?? 0), 0);
    return { sum, entries: entries.length };
  }
  if (field.policy === 'text') return { shows: entity.text(name).toJSON() };
  return { shows: field.policy === 'set' ? entity.elements(name).toSorted(compareValues) : entity.get(name) };
}

async function play(each: MergeCase, id: string): Promise<void> {
  const at = named(each.kind, id);
  const group = each.people.map((who) => must(people.get(who), who));
  const readers = each.people.filter((who) => who !== each.unseenBy).map((who) => must(people.get(who), who));
  for (const person of readers) person.open = await opened(person.replica, at);
  await meet(readers, false);
  let isApart = false;
  for (const step of each.steps) {
    if (step === 'apart') {
      if (!isApart) await meet(readers, false);
      isApart = true;
      await part(readers);
    } else if (step === 'together') {
      isApart = false;
      await meet(readers, false);
    } else if (step === 'reload') await reload(readers, at);
    else {
      // A later edit is later by the clock, too.
      const before = systemTime.now();
      await vi.waitFor(() => expect(systemTime.now()).toBeGreaterThan(before), patience);
      step.does(openOf(must(people.get(step.who), step.who)));
    }
  }
  await meet(readers, false);
  if (each.sentBack) {
    const { who, field, rule } = each.sentBack;
    const { replica } = must(people.get(who), who);
    await vi.waitFor(() => expect(replica.refused()).toMatchObject([{ name: at, field, rule }]), patience);
    await meet(readers, false);
  }
  for (const person of readers) {
    for (const [name, end] of Object.entries(each.ends)) {
      expect({ [name]: shown(openOf(person), name, end) }).toEqual({ [name]: end });
    }
  }
  if (each.unseenBy) {
    await meet(group, true);
    const { replica } = must(people.get(each.unseenBy), each.unseenBy);
    expect(replica.row(at)).toBeUndefined();
    expect(replica.rows({ kind: each.kind, limit: 9 }).total).toBe(0);
  }
  for (const person of readers) {
    person.open?.close();
    person.open = undefined;
  }
}

test.each(mergeCases.map((each, at) => [each.rule, each.title, each, `case-${at}`] as const))(
  '%s: %s',
  async (_rule, _title, each, id) => play(each, id),
  60_000,
);

test('MERGE-13: the page of cases says what the cases say', async () => {
  const page = path.join(import.meta.dirname, '..', '..', 'docs', 'merge.md');
  expect(await readFile(page, 'utf8'), 'run: pnpm exec node tests/merge/write-page.ts').toBe(
    mergePage(mergeCases, pictures),
  );
  expect(mergeCases.length).toBeGreaterThanOrEqual(20);
  const sizes = await Promise.all(
    mergeCases.flatMap(({ unpictured }, at) =>
      unpictured ? [] : [stat(path.join(path.dirname(page), 'pictures', casePicture(at)))],
    ),
  );
  expect(sizes.length).toBeGreaterThanOrEqual(20);
  for (const { size } of sizes) expect(size).toBeLessThan(40_960);
});
