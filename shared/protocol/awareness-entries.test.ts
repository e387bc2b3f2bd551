import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  awarenessLimits,
  readAwareness,
  writeAwarenessEntries,
  type AwarenessEntry,
} from './awareness-entries.ts';
import { runs } from './testing/runs.ts';

const entry = (client: number, state = '{"field":"notes"}', clock = 1): AwarenessEntry => ({
  client,
  clock,
  state,
});
const read = (entries: readonly AwarenessEntry[]) => readAwareness(writeAwarenessEntries(entries));

describe('awareness updates', () => {
  it('WIRE-9: are read as y-protocols writes them, a departure as null', () => {
    const awareness = new awarenessProtocol.Awareness(new Y.Doc());
    awareness.setLocalState({ user: { name: 'Ána 🔧' } });
    const { clientID } = awareness;
    const here = awarenessProtocol.encodeAwarenessUpdate(awareness, [clientID]);
    const clock = awareness.meta.get(clientID)?.clock;
    expect(readAwareness(here)).toEqual({
      type: 'awareness',
      entries: [{ client: clientID, clock, state: '{"user":{"name":"Ána 🔧"}}' }],
    });
    awareness.setLocalState(null);
    const gone = readAwareness(awarenessProtocol.encodeAwarenessUpdate(awareness, [clientID]));
    expect(gone).toMatchObject({ entries: [{ client: clientID, state: 'null' }] });
    awareness.destroy();
  });

  it('WIRE-9: are written so that y-protocols reads them', () => {
    const awareness = new awarenessProtocol.Awareness(new Y.Doc());
    awarenessProtocol.applyAwarenessUpdate(awareness, writeAwarenessEntries([entry(7), entry(9)]), null);
    expect(awareness.getStates().get(9)).toEqual({ field: 'notes' });
    awareness.destroy();
  });

  it('WIRE-9: nobody at all is legal: a sign of life', () => {
    expect(read([])).toEqual({ type: 'awareness', entries: [] });
  });

  it('WIRE-9: a frame of fifty thousand states is refused before any is made', () => {
    const flood = Array.from({ length: 50_000 }, (_, client) => entry(client, '{}'));
    expect(read(flood)).toEqual({ type: 'malformed', reason: 'limit' });
    expect(read(flood.slice(0, awarenessLimits.entries))).toMatchObject({ type: 'awareness' });
  });

  it('WIRE-9: the highest clock, a huge state, and the same client twice are refused', () => {
    expect(read([entry(7, '{}', Number.MAX_SAFE_INTEGER)])).toEqual({ type: 'malformed', reason: 'limit' });
    expect(read([entry(7, JSON.stringify({ a: 'x'.repeat(5_000) }))])).toMatchObject({ reason: 'limit' });
    expect(read([entry(7), entry(7)])).toEqual({ type: 'malformed', reason: 'struct' });
  });

  it('WIRE-9: what is not JSON, not an object, or too deep is refused', () => {
    expect(read([entry(7, '{')])).toEqual({ type: 'malformed', reason: 'json' });
    for (const state of ['1', '"x"', '[]', 'true'])
      expect(read([entry(7, state)]), state).toEqual({ type: 'malformed', reason: 'value' });
    const deep = `{"a":${'['.repeat(40)}${']'.repeat(40)}}`;
    expect(read([entry(7, deep)])).toEqual({ type: 'malformed', reason: 'depth' });
    expect(read([entry(7, '{"a":"[[[[[[[[[[[[[[[[[[[[[\\"[[[["}')])).toMatchObject({ type: 'awareness' });
  });

  it('WIRE-4: any bytes are read to a value', () => {
    expect(readAwareness(new Uint8Array([0xff, 0xff, 0x7f, 1, 1]))).toMatchObject({ reason: 'count' });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(readAwareness(bytes)).toHaveProperty('type');
      }),
      { numRuns: runs(300) },
    );
  });
});
