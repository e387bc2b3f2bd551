/** What one fsync costs on the disk of a folder: written and synced by turns, as a log is. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { median } from './numbers.ts';

const times = 100;
const block = Buffer.alloc(4_096, 1);

/** Milliseconds of a write of one page with its fsync, the median of some. */
export async function fsyncMs(folder: string): Promise<number> {
  const file = await open(path.join(folder, 'fsync'), 'w');
  try {
    const took: number[] = [];
    for (let i = 0; i < times; i++) {
      const from = performance.now();
      await file.write(block);
      await file.datasync();
      took.push(performance.now() - from);
    }
    return round(median(took) ?? 0);
  } finally {
    await file.close();
  }
}

const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;
