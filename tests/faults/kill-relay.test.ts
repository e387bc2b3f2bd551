/**
 * Faults 15 to 17: the relay is killed, or told to stop, or killed while it stops, in the middle of a write load. (A kill does not test fsync,
 * because the kernel keeps what was written: that each commit is synced is counted in server/store.)
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { missing, writeUntilClosed } from './write-load.ts';

const kills = Number(process.env['SOLDER_KILLS'] ?? 20);
const acks = 200;

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene({ demo: true });
});
afterEach(() => scene.end());

it(
  `ACK-1: ${kills} kills of the relay under load lose nothing that it acknowledged`,
  { timeout: 30_000 + kills * 10_000 },
  async () => {
    const ledger = new Set<string>();
    for (let round = 0; round < kills; round++) {
      const relay = await scene.relay();
      const enough = (): void => void relay.process.kill('SIGKILL');
      const load = { url: relay.url, token: await scene.token('ana'), round, ledger, acks, enough };
      expect((await writeUntilClosed(load)).acknowledged).toBeGreaterThanOrEqual(acks);
      await relay.ended;
    }
    const relay = await scene.relay();
    expect(ledger.size).toBeGreaterThanOrEqual(kills * acks);
    expect(await missing(relay.url, await scene.token('ana'), ledger)).toEqual([]);
  },
);

it(
  'START-5: a relay that is told to stop under load closes with 4500, exits 0 and keeps what it acknowledged',
  { timeout: 60_000 },
  async () => {
    const ledger = new Set<string>();
    const relay = await scene.relay();
    const enough = (): void => void relay.process.kill('SIGTERM');
    const load = { url: relay.url, token: await scene.token('ana'), round: 0, ledger, acks, enough };
    expect(await writeUntilClosed(load)).toMatchObject({ code: closeCodes.draining });
    expect((await relay.ended).code).toBe(0);
    const again = await scene.relay();
    expect(ledger.size).toBeGreaterThanOrEqual(acks);
    expect(await missing(again.url, await scene.token('ana'), ledger)).toEqual([]);
  },
);

it('ACK-1: kills while it runs dry lose nothing that it acknowledged', { timeout: 60_000 }, async () => {
  const ledger = new Set<string>();
  for (let round = 0; round < 2; round++) {
    const relay = await scene.relay();
    relay.process.stderr?.on('data', (lines: string) => {
      if (lines.includes('"event":"draining"')) relay.process.kill('SIGKILL');
    });
    const enough = (): void => void relay.process.kill('SIGTERM');
    await writeUntilClosed({ url: relay.url, token: await scene.token('ana'), round, ledger, acks, enough });
    expect(await relay.ended).toMatchObject({ code: null });
  }
  const again = await scene.relay();
  expect(ledger.size).toBeGreaterThanOrEqual(2 * acks);
  expect(await missing(again.url, await scene.token('ana'), ledger)).toEqual([]);
});
