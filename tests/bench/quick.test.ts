/** Every bench runs in its quick form and tells what it promises; how fast anything is, is not looked at here. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = path.join(import.meta.dirname, '../../bench/main.ts');

async function bench(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...words]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

test.each([['fan-out'], ['hot-room']])(
  'BENCH-1: %s measures a relay with a load of another process, alone in its quick form',
  async (name) => {
    const result = await bench(name, '--quick', '--json');
    expect(result).toMatchObject({ bench: name, rounds: 1, peers: {} });
    expect(result['solder']).toMatchObject({
      deliveriesPerSecond: expect.any(Number) as number,
      p99Ms: expect.any(Number) as number,
      ackP99Ms: expect.any(Number) as number,
      loadCpuSeconds: expect.any(Number) as number,
      lost: 0,
    });
  },
);

test('BENCH-2: a bench that is not there and a flag that is not for it are said in a line, exit code 2', async () => {
  await expect(bench('faster')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no bench "faster"') as string,
  });
  await expect(bench('fan-out', '--docs', '3')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--docs is for') as string,
  });
});
