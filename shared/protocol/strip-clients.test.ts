import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { must } from '../lib/assert.ts';
import { seededRandom } from '../lib/random.ts';
import { scanUpdate } from './scan-update.ts';
import type { Scan } from './scan.ts';
import { stripClients } from './strip-clients.ts';
import { randomUpdates } from './testing/random-updates.ts';
import { runs } from './testing/runs.ts';

function scanned(update: Uint8Array): Scan {
  const scan = scanUpdate(update);
  if (scan.type === 'malformed') throw new Error(`refused: ${scan.reason}`);
  return scan;
}

const strip = (update: Uint8Array, foreign: ReadonlySet<number>): Uint8Array =>
  stripClients(update, scanned(update), (client) => foreign.has(client));

/** Ana and Ben write in turn, each having seen the other; Ben deletes one of Ana's letters. */
function anaAndBen() {
  const ana = new Y.Doc();
  const ben = new Y.Doc();
  ana.clientID = 1_000;
  ben.clientID = 2_000;
  ana.getText('text:notes').insert(0, 'screen');
  Y.applyUpdate(ben, Y.encodeStateAsUpdate(ana));
  ben.getText('text:notes').insert(6, ' broken');
  ben.getText('text:notes').delete(0, 1);
  return { ana, ben };
}

describe('stripping clients', () => {
  it('SCAN-8: takes out the structs of foreign clients and keeps the others and all deletions', () => {
    const { ana, ben } = anaAndBen();
    const stripped = strip(Y.encodeStateAsUpdate(ben), new Set([ana.clientID]));
    const { structs, ds } = Y.decodeUpdate(stripped);
    expect(new Set(structs.map(({ id }) => id.client))).toEqual(new Set([ben.clientID]));
    expect([...ds.clients.keys()]).toEqual([ana.clientID]);
    Y.applyUpdate(ana, stripped);
    expect(ana.getText('text:notes').toJSON()).toBe('creen broken');
  });

  it('SCAN-8: hands the same bytes back when nothing is foreign', () => {
    const update = Y.encodeStateAsUpdate(anaAndBen().ben);
    expect(strip(update, new Set([5]))).toBe(update);
  });

  it('SCAN-8: what is left of random updates is what Yjs leaves of them', () => {
    const count = runs(100);
    let stripped = 0;
    for (let seed = 1; seed <= count; seed++) {
      const random = seededRandom(seed);
      const { live, made } = randomUpdates(random, 20);
      for (const update of [...live.slice(0, 5), ...made]) {
        const scan = scanned(update);
        const foreign = new Map(
          scan.clients.filter(() => random() < 0.5).map(({ client, to }) => [client, to] as const),
        );
        const left = strip(update, new Set(foreign.keys()));
        const byYjs = Y.diffUpdate(update, Y.encodeStateVector(foreign));
        // Yjs writes anew what it keeps (without the key bit of items that do not tell their key), so ours is, too.
        const again = Y.diffUpdate(left, Y.encodeStateVector(new Map()));
        expect(Buffer.from(again).equals(byYjs), `seed ${seed}`).toBe(true);
        expect(scanned(left).clients.map(({ client }) => client)).toEqual(
          scan.clients.map(({ client }) => client).filter((client) => !foreign.has(client)),
        );
        if (foreign.size > 0) stripped++;
      }
    }
    expect(stripped).toBeGreaterThan(count);
  });

  it('SCAN-8: of everybody, only deletions are left', () => {
    const { ana, ben } = anaAndBen();
    const left = strip(Y.encodeStateAsUpdate(ben), new Set([ana.clientID, ben.clientID]));
    expect(scanned(left)).toMatchObject({ clients: [], deletes: 1 });
    expect(must(left[0], 'a byte')).toBe(0);
  });
});
