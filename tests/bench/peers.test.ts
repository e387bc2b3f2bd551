/** Whoever Solder is measured beside takes part, too, in the quick form: where they are installed, which `pnpm bench` does. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { benches } from '../../bench/benches.ts';
import { readFlags } from '../../bench/flags.ts';
import type { Beside } from '../../bench/result.ts';
import { sharedFile } from '../support/shared-files.ts';

vi.mock('../../bench/progress.ts', () => ({ say: () => undefined }));

const installed = existsSync(path.join(import.meta.dirname, '../../bench/peers/node_modules'));
const why = installed ? '' : ' (skipped: bench/peers is not installed)';

const servers: readonly Beside[] = ['yWebsocketServer', 'hocuspocus'];
const those: readonly (readonly [bench: string, peers: readonly Beside[], figure: string])[] = [
  ['fan-out', ['ws', ...servers], 'deliveriesPerSecond'],
  ['hot-room', ['ws', ...servers], 'deliveriesPerSecond'],
  ['first-sync', [...servers, 'rest'], 'ms'],
  ['resync', [...servers, 'rest'], 'ms'],
  ['memory', servers, 'perOpen'],
  ['kill', servers, 'confirmed'],
  ['trace', servers, 'ms'],
];
const withTrace = sharedFile('data/editing-traces/automerge-paper.json.gz') !== undefined;

test.skipIf(!installed).each(those.filter(([bench]) => bench !== 'trace' || withTrace))(
  `BENCH-1: %s measures %s beside Solder, with the same figures${why}`,
  async (name, names, figure) => {
    const asked = { ...readFlags([name, '--quick']), peers: true };
    await using stack = new AsyncDisposableStack();
    const result = await (await benches[asked.bench]())(asked, stack);
    if (!('peers' in result)) throw new Error('it is skipped');
    const took = Object.entries(result.peers).flatMap(([name, figures]) =>
      figures ? [[name, figures] as const] : [],
    );
    expect(took.map(([name]) => name)).toEqual(names);
    for (const [name, figures] of took) {
      expect(Object.keys(figures), name).toEqual(Object.keys(result.solder));
      expect(figures[figure], name).toEqual(expect.any(Number));
    }
  },
);
