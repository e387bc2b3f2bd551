import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { stampAt } from '../lib/stamp.ts';
import { must } from '../lib/assert.ts';
import { compareText } from './policy.ts';
import { WorkflowScene, type Session } from './workflow.scene.ts';

/** Three people who all see `in`, then `bench`, by the first of them. */
function atTheBench(): { scene: WorkflowScene; tom: Session; mia: Session; fay: Session } {
  const scene = new WorkflowScene(['tom', 'mia', 'fay']);
  const [tom, mia, fay] = scene.sessions as [Session, Session, Session];
  tom.entity.set('step', 'in');
  tom.entity.set('step', 'bench');
  scene.send(tom, 9);
  for (const session of scene.sessions) scene.hear(session, 9);
  return { scene, tom, mia, fay };
}

const values = ({ relay }: WorkflowScene): string[] =>
  (relay.getArray('registers').toJSON() as unknown[][]).map((entry) => String(entry[1])).sort(compareText);

const refusals = ({ told }: WorkflowScene): string[] =>
  told.map(({ author, refusal }) => `${author} ${refusal.field}: ${refusal.rule}`);

/** As a modified client would: the entries that are there are deleted, or not, and another is appended. */
function forge({ doc, author }: Session, value: string, replaces: boolean): void {
  const registers = doc.getArray('registers');
  doc.transact(() => {
    if (replaces) registers.delete(0, registers.length);
    registers.push([['step', value, stampAt(1_900_000_000_000), author]]);
  });
}

describe('moves that come to the relay', () => {
  test('REFUSE-13: a jump is written back, told to its author, and the author goes on', () => {
    const { scene, mia } = atTheBench();
    forge(mia, 'gone', true);
    scene.send(mia, 1);
    expect(refusals(scene)).toEqual(['mia step: workflow']);
    expect(values(scene)).toEqual(['bench']);
    scene.hear(mia, 9);
    expect(mia.entity.get('step')).toBe('bench');
    expect(mia.entity.entries('step')).toHaveLength(1);
    mia.entity.set('step', 'check');
    scene.send(mia, 1);
    expect(values(scene)).toEqual(['check']);
    expect(scene.told).toHaveLength(1);
  });

  test('REFUSE-13: a jump is a jump after a handshake, too', () => {
    const { scene, mia } = atTheBench();
    forge(mia, 'gone', true);
    scene.handshake(mia);
    expect(refusals(scene)).toEqual(['mia step: workflow']);
    expect(mia.entity.get('step')).toBe('bench');
  });

  test('REFUSE-13: steps made offline come as one update and are taken, whatever of them can be read', () => {
    const { scene, mia } = atTheBench();
    for (const step of ['check', 'ready', 'gone', 'ready']) mia.entity.set('step', step);
    scene.handshake(mia);
    expect(scene.told).toEqual([]);
    expect(values(scene)).toEqual(['ready']);
  });

  test('REFUSE-13: as many writes as a way has moves must be in an update', () => {
    const { scene, mia } = atTheBench();
    mia.entity.set('name', 'One more write');
    mia.entity.set('name', 'And another');
    forge(mia, 'ready', true);
    scene.send(mia, 9);
    // The two names are one write that can be read, and one that may have been a step.
    expect(scene.told).toEqual([]);
    expect(values(scene)).toContain('ready');
    forge(mia, 'in', true);
    scene.send(mia, 9);
    expect(refusals(scene)).toEqual(['mia step: workflow']);
  });

  test('REFUSE-13: who moved on offline from what others have replaced is in review, not refused', () => {
    const { scene, tom, mia } = atTheBench();
    tom.entity.set('step', 'in');
    mia.entity.set('step', 'check');
    scene.send(tom, 1);
    scene.send(mia, 1);
    expect(values(scene)).toEqual(['check', 'in']);
    mia.entity.set('step', 'ready');
    scene.send(mia, 1);
    expect(values(scene)).toEqual(['in', 'ready']);
    expect(scene.told).toEqual([]);
  });

  test('REFUSE-13: a review is settled by a value that somebody moved on from meanwhile', () => {
    const { scene, tom, mia, fay } = atTheBench();
    tom.entity.set('step', 'in');
    mia.entity.set('step', 'check');
    for (const session of [tom, mia]) scene.send(session, 1);
    for (const session of scene.sessions) scene.hear(session, 9);
    mia.entity.set('step', 'ready');
    tom.entity.set('step', 'in');
    scene.send(mia, 1);
    scene.send(tom, 1);
    expect(values(scene)).toEqual(['in', 'ready']);
    // Fay saw `check` and the first `in`. Both are gone here, and no move leads from anything that is here to hers.
    fay.entity.set('step', 'check');
    scene.send(fay, 1);
    expect(scene.told).toEqual([]);
    expect(values(scene)).toEqual(['check', 'in', 'ready']);
  });

  test('REFUSE-13: a review is settled by a value that is gone here, while its other one is still here', () => {
    const { scene, tom, mia, fay } = atTheBench();
    tom.entity.set('step', 'in');
    mia.entity.set('step', 'check');
    for (const session of [tom, mia]) scene.send(session, 1);
    scene.hear(fay, 9);
    mia.entity.set('step', 'ready');
    scene.send(mia, 1);
    expect(values(scene)).toEqual(['in', 'ready']);
    fay.entity.set('step', 'check');
    scene.send(fay, 1);
    expect(scene.told).toEqual([]);
    expect(values(scene)).toEqual(['check', 'ready']);
  });

  test('REFUSE-13: what is replaced comes after its replacement, over another connection', () => {
    const { scene, tom, mia, fay } = atTheBench();
    tom.entity.set('step', 'in');
    mia.entity.set('step', 'check');
    scene.send(mia, 1);
    scene.hear(fay, 9);
    // Fay knows what Tom did from elsewhere, before the relay does.
    scene.tell(tom, fay);
    fay.entity.set('step', 'ready');
    scene.send(fay, 1);
    expect(fay.waiting).toHaveLength(1);
    fay.waiting = [];
    scene.send(tom, 1);
    expect(values(scene)).toEqual(['in', 'ready']);
    scene.handshake(fay);
    expect(scene.told).toEqual([]);
    expect(values(scene)).toEqual(['ready']);
  });

  test('REFUSE-13: who says to have seen nothing begins where a record begins', () => {
    const { scene, mia } = atTheBench();
    forge(mia, 'ready', false);
    scene.send(mia, 1);
    expect(refusals(scene)).toEqual(['mia step: workflow']);
    expect(values(scene)).toEqual(['bench']);
  });

  test('REFUSE-13: a concurrent value and then nothing but the deletion of the other is a jump', () => {
    const { scene, tom, mia } = atTheBench();
    tom.entity.set('step', 'in');
    scene.send(tom, 1);
    // Mia's modified client makes as if it had not seen it.
    const registers = mia.doc.getArray('registers');
    forge(mia, 'gone', true);
    scene.send(mia, 1);
    expect(values(scene)).toEqual(['gone', 'in']);
    scene.hear(mia, 9);
    const list = registers.toJSON() as unknown[][];
    const at = list.findIndex((entry) => entry[1] === 'in');
    registers.delete(at, 1);
    scene.send(mia, 1);
    expect(refusals(scene)).toEqual(['mia step: workflow']);
    expect(values(scene)).toEqual(['gone', 'in']);
  });

  test('REFUSE-13: a replacement that was sent before its deletion is a move like another', () => {
    const { scene, tom, mia } = atTheBench();
    const registers = tom.doc.getArray('registers');
    registers.push([['step', 'in', stampAt(1_900_000_000_000), 'tom']]);
    registers.delete(0, 1);
    scene.send(tom, 1);
    scene.send(tom, 1);
    expect(scene.told).toEqual([]);
    expect(values(scene)).toEqual(['in']);
    scene.hear(mia, 9);
    expect(mia.entity.get('step')).toBe('in');
  });

  test('REFUSE-13: taking back is for whoever moved', () => {
    const { scene, tom, mia } = atTheBench();
    forge(mia, 'in', true);
    scene.send(mia, 1);
    expect(refusals(scene)).toEqual(['mia step: workflow']);
    scene.hear(tom, 9);
    tom.entity.set('step', 'in');
    scene.send(tom, 1);
    expect(scene.told).toHaveLength(1);
    expect(values(scene)).toEqual(['in']);
  });

  test('REFUSE-13: what waited for somebody else’s edit is taken as it comes', () => {
    const scene = new WorkflowScene(['tom', 'tom']);
    const [one, other] = scene.sessions as [Session, Session];
    one.entity.set('step', 'in');
    one.entity.set('step', 'bench');
    scene.tell(one, other);
    other.entity.set('step', 'check');
    // The second tab's edit is there first; what it replaces comes after.
    scene.send(other, 1);
    expect(must(other.waiting[0], 'it waits').length).toBeGreaterThan(0);
    scene.send(one, 9);
    expect(scene.told).toEqual([]);
    expect(values(scene)).toEqual(['check']);
    expect(Y.encodeStateVector(scene.relay)).toEqual(Y.encodeStateVector(other.doc));
  });
});
