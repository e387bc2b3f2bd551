import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { readStateVector } from './state-vector.ts';
import { runs } from './testing/runs.ts';
import {
  queryAwareness,
  readYMessage,
  writeAwareness,
  writeStep1,
  writeStep2,
  writeUpdate,
} from './y-message.ts';

function sceneDoc(): Y.Doc {
  const doc = new Y.Doc();
  doc.getText('text:notes').insert(0, 'no power');
  return doc;
}

/** What y-websocket would send: its message number, then what y-protocols writes. */
function stock(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

describe('y-websocket messages', () => {
  it('WIRE-7: are written byte for byte as y-protocols writes them', () => {
    const doc = sceneDoc();
    const state = Y.encodeStateAsUpdate(doc);
    expect(writeStep1(Y.encodeStateVector(doc))).toEqual(
      stock((encoder) => syncProtocol.writeSyncStep1(encoder, doc)),
    );
    expect(writeStep2(state)).toEqual(stock((encoder) => syncProtocol.writeSyncStep2(encoder, doc)));
    expect(writeUpdate(state)).toEqual(stock((encoder) => syncProtocol.writeUpdate(encoder, state)));
  });

  it('WIRE-7: are read without being applied', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect(readYMessage(writeStep1(bytes))).toEqual({ type: 'sync-step-1', stateVector: bytes });
    expect(readYMessage(writeStep2(bytes))).toEqual({ type: 'sync-step-2', update: bytes });
    expect(readYMessage(writeUpdate(bytes))).toEqual({ type: 'update', update: bytes });
    expect(readYMessage(writeAwareness(bytes))).toEqual({ type: 'awareness', update: bytes });
    expect(readYMessage(queryAwareness)).toEqual({ type: 'query-awareness' });
    expect(readYMessage(new Uint8Array([2, 0, 1, 97]))).toEqual({ type: 'auth' });
    expect(readYMessage(new Uint8Array([9, 1]))).toEqual({ type: 'unknown', kind: 9 });
  });

  it('WIRE-7: what a stock peer reads is what was written', () => {
    const doc = sceneDoc();
    const other = new Y.Doc();
    const decoder = decoding.createDecoder(writeUpdate(Y.encodeStateAsUpdate(doc)));
    expect(decoding.readVarUint(decoder)).toBe(0);
    syncProtocol.readSyncMessage(decoder, encoding.createEncoder(), other, null);
    expect(other.getText('text:notes').toJSON()).toBe('no power');
  });

  it('WIRE-4: broken ones are malformed', () => {
    for (const bytes of [[], [0], [0, 0], [0, 3, 0], [0, 2, 5, 1], [0, 2, 1, 1, 1], [1], [1, 2, 0], [3, 0]])
      expect(readYMessage(new Uint8Array(bytes)), bytes.join(' ')).toMatchObject({ type: 'malformed' });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(readYMessage(bytes)).toHaveProperty('type');
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('state vectors', () => {
  it('WIRE-8: are read as Yjs writes them', () => {
    const doc = sceneDoc();
    expect(readStateVector(Y.encodeStateVector(doc))).toEqual({
      type: 'state-vector',
      clocks: new Map([[doc.clientID, 8]]),
    });
    expect(readStateVector(Y.encodeStateVector(new Y.Doc()))).toEqual({
      type: 'state-vector',
      clocks: new Map(),
    });
  });

  it('WIRE-8: broken ones are malformed', () => {
    for (const bytes of [[], [1], [1, 7], [1, 7, 2, 0], [2, 7, 1, 7, 2], [0xff, 0xff, 0x7f, 1, 1]])
      expect(readStateVector(new Uint8Array(bytes)), bytes.join(' ')).toMatchObject({ type: 'malformed' });
  });
});
