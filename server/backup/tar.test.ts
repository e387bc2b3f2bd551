import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readTarHeader, tarBlock, tarEnd, tarHeader, tarPadding } from './tar.ts';

const long = `files/${'s'.repeat(63)}/xy/${'a'.repeat(22)}.thumb.json`;

describe('the container of a backup', () => {
  it('BACKUP-2: what a header says is read from it, however long the name and large the size', () => {
    for (const entry of [
      { name: 'store.sqlite', size: 0 },
      { name: long, size: 511 },
      { name: 'big', size: 8 ** 11 - 1 },
      { name: 'bigger', size: 8 ** 11 },
      { name: 'biggest', size: 2 ** 50 },
    ]) {
      const header = tarHeader(entry, 1_700_000_000_000);
      expect(header).toHaveLength(tarBlock);
      expect(readTarHeader(header)).toEqual({ found: 'entry', entry });
    }
    expect(() => tarHeader({ name: 'x'.repeat(300), size: 0 }, 0)).toThrow(RangeError);
    expect(readTarHeader(tarEnd.subarray(0, tarBlock))).toEqual({ found: 'end' });
  });

  it('BACKUP-2: no bit of a header flips without being noticed', () => {
    const header = tarHeader({ name: 'store.sqlite', size: 12_345 }, 0);
    for (let bit = 0; bit < tarBlock * 8; bit++) {
      const flipped = header.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const read = readTarHeader(flipped);
      // The checksum's own padding says nothing.
      if (read.found === 'entry') expect(read.entry).toEqual({ name: 'store.sqlite', size: 12_345 });
      else expect(read.found).toBe('broken');
    }
  });

  it('BACKUP-2: any tar lists it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'solder-tar-'));
    try {
      const file = path.join(folder, 'x.tar');
      const body = new TextEncoder().encode('hello');
      await writeFile(
        file,
        Buffer.concat([
          tarHeader({ name: long, size: body.length }, 0),
          body,
          tarPadding(body.length),
          tarEnd,
        ]),
      );
      const { stdout } = await promisify(execFile)('tar', ['tf', file]);
      expect(stdout.trim()).toBe(long);
      expect((await promisify(execFile)('tar', ['xOf', file])).stdout).toBe('hello');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
