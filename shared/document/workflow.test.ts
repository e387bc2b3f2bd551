import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../lib/assert.ts';
import { StampClock, stampAt } from '../lib/stamp.ts';
import type { Role } from '../schema/field.ts';
import { openEntity } from './open-entity.ts';
import { choicesOf } from './permit-move.ts';
import { projectRow } from './row.ts';
import { hasPending, replica, runs } from './scene.ts';
import { job, moveTable, steps, WorkflowScene, type Session } from './workflow.scene.ts';
import { IllegalMove } from './write-errors.ts';

const authors = ['tom', 'tom', 'mia', 'fay'];

type Act =
  | { readonly do: 'move' | 'name' | 'letter'; readonly who: number; readonly pick: number }
  | { readonly do: 'send' | 'hear'; readonly who: number; readonly count: number }
  | { readonly do: 'handshake' | 'reload' | 'tell'; readonly who: number };

const who = fc.nat({ max: authors.length - 1 });
const writing = fc.record({
  do: fc.constantFrom('move' as const, 'move' as const, 'move' as const, 'name' as const, 'letter' as const),
  who,
  pick: fc.nat({ max: 99 }),
});
const moving = fc.record({
  do: fc.constantFrom('send' as const, 'send' as const, 'hear' as const),
  who,
  count: fc.integer({ min: 1, max: 4 }),
});
const joining = fc.record({
  do: fc.constantFrom('handshake' as const, 'reload' as const, 'tell' as const),
  who,
});
const history = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: writing },
    { weight: 5, arbitrary: moving },
    { weight: 2, arbitrary: joining },
  ),
  { minLength: 5, maxLength: 60 },
);

function play(scene: WorkflowScene, act: Act): void {
  const session = must(scene.sessions[act.who], 'a session');
  const { entity } = session;
  switch (act.do) {
    case 'move': {
      const choices = must(entity.choices('step'), 'a workflow');
      return entity.set('step', choices[act.pick % choices.length] ?? null);
    }
    case 'name':
      return entity.set('name', `${session.author} ${act.pick}`);
    case 'letter':
      return entity.text('notes').insert(0, 'x');
    case 'send':
      return scene.send(session, act.count);
    case 'hear':
      return scene.hear(session, act.count);
    case 'handshake':
      return scene.handshake(session);
    case 'reload':
      return scene.reload(session);
    case 'tell': {
      // The first two are tabs of one person.
      const [one, other] = scene.sessions as [Session, Session];
      return act.who % 2 === 0 ? scene.tell(one, other) : scene.tell(other, one);
    }
  }
}

/** The surviving values of the workflow's field, each once. */
const standing = (doc: Y.Doc): unknown[] => {
  const list = doc.getArray('registers').toJSON() as unknown[][];
  return [...new Set(list.filter((entry) => entry[0] === 'step').map((entry) => entry[1]))];
};

describe('legal moves at home', () => {
  test('FLOW-1: a record begins where it may, and goes on by legal moves only', () => {
    const { entity, made } = replica('tom', 1, job);
    expect(() => entity.set('step', 'check')).toThrow(IllegalMove);
    expect(() => entity.set('step', 'gone')).toThrow(IllegalMove);
    expect(made).toEqual([]);
    entity.set('step', 'in');
    expect(() => entity.set('step', 'ready')).toThrow(IllegalMove);
    expect(() => entity.set('step', null)).not.toThrow();
    entity.set('step', 'in');
    entity.set('step', 'in');
    entity.set('step', 'bench');
    entity.set('step', 'check');
    entity.set('step', 'bench');
    expect(entity.get('step')).toBe('bench');
    const error = new IllegalMove('step', ['bench'], 'gone');
    expect(() => entity.set('step', 'gone')).toThrow(error);
  });

  test('FLOW-1: a move is taken back by who made it, and by nobody else', () => {
    const tom = replica('tom', 1, job);
    tom.entity.set('step', 'in');
    tom.entity.set('step', 'bench');
    const mia = replica('mia', 2, job);
    Y.applyUpdate(mia.doc, Y.encodeStateAsUpdate(tom.doc));
    expect(() => mia.entity.set('step', 'in')).toThrow(IllegalMove);
    expect(mia.entity.choices('step')).toEqual(['bench', 'check']);
    expect(tom.entity.choices('step')).toEqual(['bench', 'check', 'in']);
    tom.entity.set('step', 'in');
    expect(tom.entity.get('step')).toBe('in');
  });

  test('FLOW-1: a manager takes back whoever’s move it was, one at a time', () => {
    const tom = replica('tom', 1, job);
    for (const step of ['in', 'bench', 'check', 'ready', 'gone']) tom.entity.set('step', step);
    const scene = replica('mia', 2, job);
    Y.applyUpdate(scene.doc, Y.encodeStateAsUpdate(tom.doc));
    const clock = new StampClock(scene.time);
    let role: Role = 'technician';
    const mia = openEntity({
      doc: scene.doc,
      kind: job,
      author: 'mia',
      role: () => role,
      clock,
      random: () => 0,
    });
    expect(mia.choices('step')).toEqual(['gone']);
    role = 'manager';
    expect(mia.choices('step')).toEqual(['gone', 'ready']);
    expect(() => mia.set('step', 'bench')).toThrow(IllegalMove);
    for (const step of ['ready', 'check', 'bench']) mia.set('step', step);
    expect(mia.get('step')).toBe('bench');
  });

  test('FLOW-1: a review is settled by one of its values or by a legal move from one', () => {
    const tom = replica('tom', 1, job);
    for (const step of ['in', 'bench', 'check']) tom.entity.set('step', step);
    const mia = replica('mia', 2, job);
    Y.applyUpdate(mia.doc, Y.encodeStateAsUpdate(tom.doc));
    mia.entity.set('step', 'bench');
    tom.entity.set('step', 'ready');
    for (const settled of ['bench', 'ready', 'check', 'gone']) {
      const fay = replica('fay', 3, job);
      for (const { doc } of [tom, mia]) Y.applyUpdate(fay.doc, Y.encodeStateAsUpdate(doc));
      expect(fay.entity.reviews()).toHaveLength(1);
      expect(() => fay.entity.set('step', 'in')).toThrow(IllegalMove);
      fay.entity.set('step', settled);
      expect(fay.entity.reviews()).toEqual([]);
      expect(fay.entity.get('step')).toBe(settled);
    }
  });

  test('FLOW-1: what the relay, the bridge and imports write is no move', () => {
    for (const author of ['@relay', '@bridge', '@import']) {
      const { entity } = replica(author, 1, job);
      expect(entity.choices('step')).toBeUndefined();
      entity.set('step', 'gone');
      entity.set('step', 'in');
      expect(entity.get('step')).toBe('in');
    }
  });

  test('FLOW-1: a field without a workflow takes any value of its type, and a value of a newer version is left by nobody', () => {
    const { entity, doc } = replica('tom', 1, job);
    expect(entity.choices('name')).toBeUndefined();
    doc.getArray('registers').push([['step', 'from_the_future', stampAt(1_700_000_000_000), 'mia']]);
    expect(entity.choices('step')).toEqual(['from_the_future']);
    expect(() => entity.set('step', 'bench')).toThrow(IllegalMove);
    const field = must(job.fields.get('name'), 'a name');
    expect('scalar' in field && choicesOf(field, [], { author: 'tom', role: 'manager' })).toBeUndefined();
  });
});

describe('legal moves at the relay', () => {
  test('REFUSE-13: whoever makes only legal moves is never refused, however offline, concurrent and grouped', () => {
    let moves = 0;
    fc.assert(
      fc.property(history, (acts) => {
        const scene = new WorkflowScene(authors);
        for (const act of acts) {
          play(scene, act);
          expect(scene.told).toEqual([]);
          if (act.do === 'move') moves++;
        }
        scene.settle();
        expect(scene.told).toEqual([]);
        const row = projectRow(job, 'x', scene.relay);
        for (const { doc } of scene.sessions) {
          expect(projectRow(job, 'x', doc)).toEqual(row);
          expect(hasPending(doc)).toBe(false);
        }
      }),
      { numRuns: runs(300) },
    );
    expect(moves).toBeGreaterThan(0);
  });

  test('REFUSE-13: whatever a modified client writes, no value is shown as settled that nobody can have come to', () => {
    let refused = 0;
    let reviewed = 0;
    const forging = fc.record({
      who,
      value: fc.constantFrom(...steps),
      deletes: fc.constantFrom('all' as const, 'none' as const, 'later' as const),
    });
    const mix = fc.array(
      fc.oneof({ weight: 8, arbitrary: history.map((acts) => acts.slice(0, 6)) }, forging),
      {
        minLength: 2,
        maxLength: 15,
      },
    );
    fc.assert(
      fc.property(mix, (deeds) => {
        const scene = new WorkflowScene(authors);
        scene.around = ({ session, update }, take) => {
          const before = standing(scene.relay);
          const own = scene.relay.getArray('registers').toJSON() as unknown[][];
          const mayGoBack = own.some((entry) => entry[0] === 'step' && entry[3] === session.author);
          const had = Y.getState(scene.relay.store, 1_000_000);
          const clocks = writesIn(update, scene.relay);
          take();
          const after = standing(scene.relay);
          if (Y.getState(scene.relay.store, 1_000_000) > had) refused++;
          if (after.length > 1) reviewed++;
          if (after.length !== 1 || before.includes(after[0])) return;
          // A field with nothing in it tells nothing of where it was.
          if (before.length === 0) return;
          const from = clocks > 1 ? [...before, null] : before;
          expect(within(from, clocks, mayGoBack)).toContain(after[0]);
        };
        for (const deed of deeds) {
          if (Array.isArray(deed)) {
            for (const act of deed) playIfLegal(scene, act);
            continue;
          }
          const session = must(scene.sessions[deed.who], 'a session');
          const registers = session.doc.getArray('registers');
          const forge = (): void =>
            registers.push([['step', deed.value, stampAt(1_900_000_000_000), session.author]]);
          const remove = (): void => {
            const list = registers.toJSON() as unknown[][];
            for (let at = list.length - 1; at >= 0; at--) {
              if (list[at]?.[0] === 'step' && list[at]?.[1] !== deed.value) registers.delete(at, 1);
            }
          };
          if (deed.deletes === 'all') {
            session.doc.transact(() => {
              remove();
              forge();
            });
          } else {
            forge();
            if (deed.deletes === 'later') remove();
          }
          if (deed.who % 2 === 0) scene.send(session, 9);
          else scene.handshake(session);
        }
        scene.around = (_arrival, take) => take();
        scene.settle();
        const row = projectRow(job, 'x', scene.relay);
        for (const { doc } of scene.sessions) expect(projectRow(job, 'x', doc)).toEqual(row);
      }),
      { numRuns: runs(300) },
    );
    expect(refused).toBeGreaterThan(0);
    expect(reviewed).toBeGreaterThan(0);
  });
});

/** Everything that `table` lets follow from `from` in at most `writes` writes; back, too, where somebody may take back. */
function within(from: readonly unknown[], writes: number, mayGoBack: boolean): Set<unknown> {
  const all = new Set<unknown>(from.length > 0 ? from : [null]);
  for (let write = 0; write < writes; write++) {
    const reached = [...all];
    for (const at of reached) {
      for (const next of at === null ? ['in'] : (moveTable[at as keyof typeof moveTable] ?? []))
        all.add(next);
      if (!mayGoBack && write === 0) continue;
      for (const before of steps) if (moveTable[before].includes(at as never)) all.add(before);
      if (at === 'in') all.add(null);
    }
  }
  return all;
}

/** Among forgeries a session may find that its move is none any more. */
function playIfLegal(scene: WorkflowScene, act: Act): void {
  try {
    play(scene, act);
  } catch (error) {
    if (!(error instanceof IllegalMove)) throw error;
  }
}

/** How many clocks an update brings: at most so many writes are in it. */
function writesIn(update: Uint8Array, relay: Y.Doc): number {
  let writes = 0;
  for (const [client, to] of Y.parseUpdateMeta(update).to) {
    writes += Math.max(0, to - Y.getState(relay.store, client));
  }
  return writes;
}
