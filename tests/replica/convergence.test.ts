import { expect, it } from 'vitest';
import { convergence } from '../../client/replica/testing/convergence.ts';
import { relayScene } from './relay-scene.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 8);

it(
  'REPL-27: devices that edit, lose their line, reload and crash at random end equal through a real relay',
  async () => {
    let played = 0;
    await convergence(async () => {
      played++;
      const scene = await relayScene({ compactQuiet: 2, unloadAfter: 50, restAfter: 10, compactTail: 20 });
      return {
        url: scene.url,
        socketFor: () => scene.WebSocket,
        tokenFor: (user) => Promise.resolve(user),
        dropAll: () => scene.dropAll(),
        close: () => scene.close(),
      };
    }, runs);
    expect(played).toBeGreaterThanOrEqual(runs);
  },
  60_000 + runs * 5_000,
);
