/** A backup of a running relay under load: every edit that was acknowledged before it ended is in it (fault 28 begins here). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import { missing, writeUntilClosed } from './write-load.ts';

let scene: ProcessScene;
let outside = '';
beforeEach(async () => {
  scene = await processScene({ demo: true });
  outside = await mkdtemp(path.join(tmpdir(), 'solder-outside-'));
});
afterEach(async () => {
  await scene.end();
  await rm(outside, { recursive: true, force: true });
});

/** Lines that were acknowledged, and when that was noted. */
class TimedLedger extends Set<string> {
  readonly noted = new Map<string, number>();

  override add(line: string): this {
    if (!this.noted.has(line)) this.noted.set(line, Date.now());
    return super.add(line);
  }
}

it('BACKUP-1: a backup taken under load restores to a state with every edit acknowledged before it ended', async () => {
  const ledger = new TimedLedger();
  const relay = await scene.relay();
  const file = path.join(outside, 'backup.tar');
  const data = path.join(outside, 'restored');
  const { promise: loaded, resolve: enough } = Promise.withResolvers<void>();
  const load = writeUntilClosed({
    url: relay.url,
    token: await scene.token('ana'),
    round: 0,
    ledger,
    acks: 200,
    enough,
  });
  await loaded;
  const backup = scene.solder('backup', file, '--no-check', '--json');
  const { code, out, err } = await backup;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { at } = JSON.parse(out) as { at: number };
  relay.process.kill('SIGKILL');
  await load;
  await relay.ended;

  expect((await scene.solder('restore', file, '--data', data)).code).toBe(0);
  const again = await scene.relay({ SOLDER_DATA: data });
  // Up to the moment that the backup itself tells. A line is noted after it was acknowledged.
  const before = new Set([...ledger.noted].filter(([, noted]) => noted <= at).map(([line]) => line));
  expect(before.size).toBeGreaterThanOrEqual(200);
  expect(await missing(again.url, await scene.token('ana'), before)).toEqual([]);
});
