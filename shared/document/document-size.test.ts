import * as Y from 'yjs';
import { describe, expect, test, vi } from 'vitest';
import { admit, type AdmitOptions } from './admit.ts';
import { admitted, entry, type Admitted } from './admit.scene.ts';
import { maxDocument, maxRoots, wouldCrowdRoots } from './document-size.ts';
import { maxLedger } from './judge-ledger.ts';
import { maxEntries } from './judge-registers.ts';
import { elementsAllowed } from './list-bounds.ts';
import { arrived, thing } from './scene.ts';

const technician: AdmitOptions = { kind: thing, author: 'tom', role: 'technician', maxBytes: 64_000 };
const told = ({ refusals }: Admitted): string[] => refusals.map(({ field, rule }) => `${field}: ${rule}`);

/** A relay's document and a client that sends each of its transactions there and hears what came of it. */
function pair(options: AdmitOptions): { relay: Y.Doc; send: (act: (doc: Y.Doc) => void) => Admitted } {
  const relay = new Y.Doc();
  const author = new Y.Doc();
  const sent: Uint8Array[] = [];
  author.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== arrived) sent.push(update);
  });
  const send = (act: (doc: Y.Doc) => void): Admitted => {
    author.transact(() => act(author));
    const admission = admitted(admit(relay, sent.pop() as Uint8Array, options));
    if (admission.integrated) Y.applyUpdate(author, admission.integrated, arrived);
    return admission;
  };
  return { relay, send };
}

const junk = 'z'.repeat(3_000);
const encoded = (doc: Y.Doc): number => Y.encodeStateAsUpdate(doc).length;

const letters = (doc: Y.Doc): void => doc.getText('text:later').insert(0, 'some letters');

/** Adds an entry to a ledger and an element to a set. */
const fill = (doc: Y.Doc): void => {
  doc
    .getArray('log:stock')
    .push([{ id: `i${doc.getArray('log:stock').length}`, at: 1, by: 'tom', pieces: 1, note: junk }]);
  doc.getArray('registers').push([entry('tags', `t${doc.getArray('registers').length}`, 'tom')]);
};

describe('the size of a document', () => {
  test.each<[string, AdmitOptions, (doc: Y.Doc) => void]>([
    ['a list of no field', technician, (doc) => doc.getArray('later').push([junk])],
    ['a text of no field', technician, (doc) => doc.getText('text:later').insert(0, junk)],
    ['keys of no field', technician, (doc) => doc.getMap('later').set(`k${encoded(doc)}`, junk)],
    [
      'entries of no field',
      technician,
      (doc) => doc.getArray('registers').push([entry('later', junk, 'tom')]),
    ],
    [
      'a kind that is not known',
      { ...technician, kind: undefined },
      (doc) => doc.getArray('registers').push([junk]),
    ],
  ])('REFUSE-8: %s takes at most half of a document, and may be taken away again', (_what, options, grow) => {
    const { relay, send } = pair(options);
    const rules: string[] = [];
    for (let i = 0; i < 30; i++) rules.push(...send(grow).refusals.map(({ rule }) => rule));
    expect(encoded(relay)).toBeGreaterThan(24_000);
    expect(encoded(relay)).toBeLessThan(34_000);
    expect(new Set(rules)).toEqual(new Set(['too-large']));
    if (!options.kind) return;
    // The declared fields have the other half.
    expect(told(send((doc) => doc.getText('text:notes').insert(0, 'Still room.')))).toEqual([]);
    expect(relay.getText('text:notes').toJSON()).toBe('Still room.');
  });

  test('REFUSE-8: a declared field does not grow a document beyond its bound; shortening makes room again', () => {
    const { relay, send } = pair(technician);
    const results = Array.from({ length: 40 }, () => told(send(fill)));
    expect(encoded(relay)).toBeLessThan(70_000);
    expect(encoded(relay)).toBeGreaterThan(50_000);
    expect(results.at(-1)).toContain('stock: too-large');
    expect(told(send((doc) => doc.getArray('registers').delete(0, 2)))).toEqual([]);
  });

  test('REFUSE-8: the document is not encoded for each update, near its bound either', () => {
    const { send } = pair(technician);
    // Written again whenever the whole document is.
    send((doc) => doc.getMap('marked').set('mark', new Uint8Array(2)));
    for (let i = 0; i < 9; i++) send((doc) => doc.getArray('later').push([junk]));
    const write = vi.spyOn(Y.ContentBinary.prototype, 'write');
    try {
      for (let i = 0; i < 300; i++) send(letters);
      expect(write.mock.calls.length).toBeGreaterThan(0);
      expect(write.mock.calls.length).toBeLessThan(8);
    } finally {
      write.mockRestore();
    }
  });

  test('REFUSE-8: the roots of a document are counted before they are named', () => {
    const doc = new Y.Doc();
    for (let i = 0; i < maxRoots; i++) doc.getArray(`root${i}`);
    expect(wouldCrowdRoots(doc, ['root0', 'root1'])).toBe(false);
    expect(wouldCrowdRoots(doc, ['root0', 'oneMore'])).toBe(true);
    const update = new Y.Doc();
    update.getArray('oneMore').push([1]);
    expect(told(admitted(admit(doc, Y.encodeStateAsUpdate(update), technician)))).toEqual([
      'oneMore: too-large',
    ]);
  });

  test('REFUSE-8: an update brings no more list elements than a full record holds', () => {
    expect(elementsAllowed(thing)).toBe(maxEntries + 2 * maxLedger);
    expect(elementsAllowed(undefined)).toBe(maxEntries + maxLedger);
    expect(maxDocument).toBeLessThan(8 * 1024 * 1024);
  });
});
