/** Fault 35: everything that a frame goes through before Yjs sees its update, under seeded damage. */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { must } from '../lib/assert.ts';
import { pick, randomInt, seededRandom, type Random } from '../lib/random.ts';
import { readAwareness, writeAwarenessEntries } from './awareness-entries.ts';
import { decodeUp, encodeUp } from './codec.ts';
import { encodeDocumentFrame } from './frame.ts';
import { scanUpdate } from './scan-update.ts';
import { readStateVector } from './state-vector.ts';
import { randomUpdates } from './testing/random-updates.ts';
import { contradictions, integrates } from './testing/integrate.ts';
import { runs } from './testing/runs.ts';
import { readYMessage, writeAwareness, writeStep1, writeStep2, writeUpdate } from './y-message.ts';

/** How far a frame got. */
type Stage = 'frame' | 'message' | 'content' | 'contradiction' | 'applied' | 'read';

/** What the relay does with a frame of a document, with a scratch document at the end. */
function decodePath(bytes: Uint8Array, base: Uint8Array): Stage {
  const frame = decodeUp(bytes);
  if (frame.type !== 'document') return frame.type === 'message' ? 'read' : 'frame';
  const message = readYMessage(frame.payload);
  switch (message.type) {
    case 'sync-step-1': {
      if (readStateVector(message.stateVector).type === 'malformed') return 'content';
      const doc = new Y.Doc();
      Y.applyUpdate(doc, base);
      Y.encodeStateAsUpdate(doc, message.stateVector);
      return 'applied';
    }
    case 'sync-step-2':
    case 'update': {
      if (scanUpdate(message.update).type === 'malformed') return 'content';
      return integrates(base, message.update) ? 'applied' : 'contradiction';
    }
    case 'awareness':
      return readAwareness(message.update).type === 'malformed' ? 'content' : 'applied';
    default:
      return 'message';
  }
}

/** One to three injuries: a bit, a byte, a cut, a piece doubled, a run of one byte. */
function damaged(frame: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = frame.slice();
  for (let left = randomInt(random, 1, 3); left > 0 && bytes.length > 0; left--) {
    const at = randomInt(random, 0, bytes.length - 1);
    const old = bytes[at] as number;
    switch (randomInt(random, 0, 4)) {
      case 0:
        bytes[at] = old ^ (1 << randomInt(random, 0, 7));
        break;
      case 1:
        bytes[at] = randomInt(random, 0, 255);
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(Math.floor(at / 2))]);
        break;
      default:
        bytes.fill(pick(random, [0, 0x7f, 0x80, 0xff]), at, at + randomInt(random, 1, 9));
    }
  }
  return bytes;
}

it('WIRE-4, SCAN-2: damaged frames go through the whole decode path to a value that Yjs can decode', () => {
  const count = runs(100);
  const reached = new Map<Stage, number>();
  for (let seed = 1; seed <= count; seed++) {
    const random = seededRandom(seed);
    const { docs, live, made } = randomUpdates(random, 8);
    const doc = must(docs[0], 'a document');
    const base = Y.encodeStateAsUpdate(doc);
    const frames = [
      ...[...live, ...made].flatMap((update) => [writeUpdate(update), writeStep2(update)]),
      writeStep1(Y.encodeStateVector(doc)),
      writeAwareness(writeAwarenessEntries([{ client: doc.clientID, clock: 3, state: '{"field":"notes"}' }])),
    ].map((payload) => encodeDocumentFrame(randomInt(random, 1, 400), payload));
    frames.push(encodeUp({ type: 'open', name: 'ticket/1', own: [doc.clientID] }));
    for (const frame of frames) expect(decodePath(frame, base)).toMatch(/^(applied|read)$/);
    for (let run = 0; run < 60; run++) {
      const bytes = damaged(pick(random, frames), random);
      try {
        const stage = decodePath(bytes, base);
        reached.set(stage, (reached.get(stage) ?? 0) + 1);
      } catch (error) {
        throw new Error(`seed ${seed}, run ${run}: ${[...bytes].join(' ')}`, { cause: error });
      }
    }
  }
  for (const stage of ['frame', 'message', 'content', 'applied'] as const)
    expect(reached.get(stage), stage).toBeGreaterThan(0);
  const applied = must(reached.get('applied'), 'some were applied');
  expect(reached.get('contradiction') ?? 0).toBeLessThan(Math.max(1, applied * contradictions));
});
