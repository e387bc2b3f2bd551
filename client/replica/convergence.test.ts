import { expect, it } from 'vitest';
import { convergence } from './testing/convergence.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 8);

it(
  'REPL-27: devices that edit, lose their line, reload and crash at random end equal, with nothing pending or lost',
  async () => {
    let played = 0;
    await convergence(() => {
      played++;
      const relay = new ScriptedRelay();
      return Promise.resolve({
        url: 'ws://relay.test/sync',
        socketFor: () => relay.WebSocket,
        tokenFor: () => Promise.resolve('token'),
        dropAll: () => relay.cut(),
        close: () => Promise.resolve(),
      });
    }, runs);
    expect(played).toBeGreaterThanOrEqual(runs);
  },
  60_000 + runs * 3_000,
);
