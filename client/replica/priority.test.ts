import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openEntity } from '../../shared/document/open-entity.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { must } from '../../shared/lib/assert.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { priorityOf, urgencyOf } from './priority.ts';

/** The urgency of what `write` does to a record in which that was done once before. */
function urgency(kindName: string, write: (entity: EntityDocument) => void): string {
  const doc = new Y.Doc();
  const kind = must(kindNamed(kindName), 'a known kind');
  const entity = openEntity({
    doc,
    kind,
    author: 'ana',
    clock: new StampClock(systemTime),
    random: seededRandom(1),
  });
  // The second time nothing in the update names its root.
  write(entity);
  let update = new Uint8Array();
  doc.on('update', (bytes: Uint8Array) => {
    update = new Uint8Array(bytes);
  });
  write(entity);
  return urgencyOf(kindName, update);
}

describe('how urgent unsent work is', () => {
  it.each([
    ['device', 'critical', (device: EntityDocument) => device.set('status', 'device_received')],
    ['device', 'critical', (device: EntityDocument) => device.set('price', 4_500)],
    [
      'order',
      'critical',
      (order: EntityDocument) => order.append('payments', { method: 'card', amount: 10 }),
    ],
    ['device', 'high', (device: EntityDocument) => device.append('parts', { part: 'glass', quantity: 1 })],
    [
      'ticket',
      'normal',
      (ticket: EntityDocument) => ticket.append('messages', { channel: 'note', body: 'x' }),
    ],
    ['ticket', 'normal', (ticket: EntityDocument) => ticket.text('notes').insert(0, 'x')],
    ['device', 'normal', (device: EntityDocument) => device.set('colour', 'red')],
  ] as const)('QUEUE-3: what a %s changes is %s by its gravest field', (kind, expected, write) => {
    expect(urgency(kind, write)).toBe(expected);
  });

  it('QUEUE-3: the first write into a record counts as the ones after it', () => {
    const doc = new Y.Doc();
    doc.getArray('log:payments').push([{ id: 'p', at: 1, by: 'ana' }]);
    expect(urgencyOf('order', Y.encodeStateAsUpdate(doc))).toBe('critical');
  });

  it('QUEUE-3: bytes that cannot be read, and kinds that are not known, are normal', () => {
    expect(urgencyOf('order', new Uint8Array([9, 9, 9]))).toBe('normal');
    expect(urgencyOf('loaner', new Uint8Array([0, 0]))).toBe('normal');
  });

  it.each([
    ['an import of small things', { edits: 400 }, 'low'],
    ['an import with payments', { edits: 400, urgency: 'critical' }, 'critical'],
    ['a record that somebody looks at', { isOpen: true }, 'high'],
    ['a long text that is open', { bytes: 1_000_000, isOpen: true }, 'high'],
    ['one that a person asked for', { pinned: 'critical' }, 'critical'],
    ['anything else', {}, 'normal'],
  ] as const)('QUEUE-3: %s', (_, waiting, expected) => {
    const usual = { edits: 1, bytes: 50, urgency: 'normal', isOpen: false, pinned: undefined } as const;
    expect(priorityOf({ ...usual, ...waiting })).toBe(expected);
  });
});
