/** What people do to a ticket, at random, and what it shows then. */
import type * as Y from 'yjs';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { pick, randomInt, type Random } from '../../../shared/lib/random.ts';

export function editAtRandom(random: Random, record: EntityDocument): void {
  const notes = record.text('notes');
  const word = pick(random, ['red', 'green', 'blue']);
  pick(random, [
    () => notes.insert(randomInt(random, 0, notes.length), word),
    () => notes.length > 2 && notes.delete(randomInt(random, 0, notes.length - 2), 2),
    () => record.set('subject', word),
    () => record.set('priority', pick(random, ['low', 'high'])),
    () => record.add('tags', word),
    () => record.remove('tags', word),
    () => record.append('messages', { channel: 'note', body: word }),
  ])();
}

export const shownOf = (doc: Y.Doc): unknown => ({
  registers: doc.getArray('registers').toJSON(),
  notes: doc.getText('text:notes').toJSON(),
  messages: doc.getArray('log:messages').toJSON(),
});
