import * as fc from 'fast-check';
import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { scanUpdate } from '../../shared/protocol/scan-update.ts';
import { renameClients } from './rename-clients.ts';

const act = fc.record({
  what: fc.constantFrom('letter', 'delete', 'push', 'take', 'nest'),
  at: fc.nat(20),
  who: fc.nat(2),
});

/** One device's edits under three ids, one session after the other; the first of them from the relay's state on. */
function edited(acts: readonly { what: string; at: number; who: number }[]) {
  const base = new Y.Doc();
  base.clientID = 900;
  base.getText('text:notes').insert(0, 'what the relay has');
  base.getArray('registers').push([['name', 'x', 1, 'bo']]);
  const state = Y.encodeStateAsUpdate(base);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const edits: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => edits.push(update));
  for (const { what, at, who } of acts) {
    doc.clientID = who + 1;
    const [text, list] = [doc.getText('text:notes'), doc.getArray('registers')];
    if (what === 'letter') text.insert(at % (text.length + 1), '🙂ab');
    if (what === 'delete' && text.length > 2) text.delete(at % (text.length - 1), 1);
    if (what === 'push') list.insert(at % (list.length + 1), [['name', at, 2, 'ana']]);
    if (what === 'take' && list.length > 0) list.delete(at % list.length, 1);
    if (what === 'nest') doc.getMap('later').set(`k${at % 3}`, new Y.Array<number>());
  }
  return { state, doc, edits };
}

const shown = (doc: Y.Doc) => ({
  text: doc.getText('text:notes').toJSON(),
  registers: doc.getArray('registers').toJSON(),
  later: doc.getMap('later').toJSON(),
});

test('PEND-11: edits under other ids are the same edits, each as readable as before', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const { state, doc, edits } = edited(acts);
      const renamed = new Map([
        [1, { to: 70_000, end: Y.getState(doc.store, 1) }],
        [3, { to: 5, end: Y.getState(doc.store, 3) }],
      ]);
      const again = new Y.Doc();
      again.getText('text:notes');
      again.getArray('registers');
      again.getMap('later');
      Y.applyUpdate(again, state);
      for (const update of edits) {
        const bytes = renameClients(update, renamed);
        expect(scanUpdate(bytes).type).toBe('scan');
        Y.applyUpdate(again, bytes);
      }
      expect(shown(again)).toEqual(shown(doc));
      expect(again.store.pendingStructs).toBeNull();
      expect(again.store.pendingDs).toBeNull();
      const clients = [...again.store.clients.keys()];
      expect(clients).not.toContain(1);
      expect(clients).not.toContain(3);
    }),
  );
});

test('PEND-11: what is above was made by who has the id, and stays theirs', () => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  doc.getText('t').insert(0, 'theirs');
  const theirs = Y.encodeStateAsUpdate(doc);
  const mine = new Y.Doc();
  Y.applyUpdate(mine, theirs);
  mine.clientID = 8;
  const edits: Uint8Array[] = [];
  mine.on('update', (update: Uint8Array) => edits.push(update));
  mine.getText('t').delete(1, 4);
  mine.getText('t').insert(2, '!');
  const again = new Y.Doc();
  Y.applyUpdate(again, theirs);
  for (const update of edits) Y.applyUpdate(again, renameClients(update, new Map([[7, { to: 9, end: 1 }]])));
  expect(again.getText('t').toJSON()).toBe(mine.getText('t').toJSON());
});
