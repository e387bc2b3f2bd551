import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { csvRecords, type CsvRecord } from './csv-records.ts';
import { longestLine, physicalLines } from './physical-lines.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 100);

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size)
    yield await Promise.resolve(bytes.subarray(from, from + size));
}

async function read(file: string | Uint8Array, size = 1 << 16): Promise<CsvRecord[]> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const records: CsvRecord[] = [];
  for await (const record of csvRecords(physicalLines(chunks(bytes, size)))) records.push(record);
  return records;
}

const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`;

describe('IMPORT-3: a bad line costs itself', () => {
  test('IMPORT-3: a byte order mark, CRLF and a last line without an end are no fault', async () => {
    expect(await read('\uFEFFid,problem\r\n1,"a ""b"""\r\n\r\n2,c')).toEqual([
      { line: 1, fields: ['id', 'problem'] },
      { line: 2, fields: ['1', 'a "b"'] },
      { line: 4, fields: ['2', 'c'] },
    ]);
  });

  test('IMPORT-3: a NUL byte, bytes that are not UTF-8 and an endless line are told, the rest is read', async () => {
    const file = Buffer.concat([
      Buffer.from('id,problem\n1,a\n2,'),
      Buffer.from([0]),
      Buffer.from('\n3,'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`\n4,${'x'.repeat(longestLine)}\n5,e\n`),
    ]);
    expect(await read(file)).toEqual([
      { line: 1, fields: ['id', 'problem'] },
      { line: 2, fields: ['1', 'a'] },
      { line: 3, fault: 'nul' },
      { line: 4, fault: 'encoding' },
      { line: 5, fault: 'too-long' },
      { line: 6, fields: ['5', 'e'] },
    ]);
  });

  test('IMPORT-3: too few and too many columns', async () => {
    expect(await read('a,b\n1\n1,2,3\n1,2\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fault: 'columns' },
      { line: 3, fault: 'columns' },
      { line: 4, fields: ['1', '2'] },
    ]);
  });

  test('IMPORT-3: an empty file has no records', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('\n\n')).toEqual([]);
  });
});

describe('IMPORT-4: a forgotten quote costs its own line', () => {
  test('IMPORT-4: a text over several lines is one record, numbered where it begins', async () => {
    expect(await read('a,b\n1,"x\ny\r\n,z"\n2,c\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1', 'x\ny\n,z'] },
      { line: 5, fields: ['2', 'c'] },
    ]);
  });

  test('IMPORT-4: a quote that never closes', async () => {
    const rest = Array.from({ length: 100 }, (_, i) => `${i},ok`).join('\n');
    const records = await read(`a,b\n1,"oops\n${rest}\n`);
    expect(records[1]).toEqual({ line: 2, fault: 'quotes' });
    expect(records.slice(2)).toEqual(
      Array.from({ length: 100 }, (_, i) => ({ line: i + 3, fields: [`${i}`, 'ok'] })),
    );
  });

  test('IMPORT-4: a quote that a later line seems to close', async () => {
    expect(await read('a,b\n1,"oops\n2,"fine"\n3,c\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fault: 'quotes' },
      { line: 3, fields: ['2', 'fine'] },
      { line: 4, fields: ['3', 'c'] },
    ]);
  });

  test('IMPORT-4: inches in an unquoted text', async () => {
    expect(await read('a,b\n1,5" screen\n2,c\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fault: 'quotes' },
      { line: 3, fields: ['2', 'c'] },
    ]);
  });

  test('IMPORT-4: any table reads as it was written, however it is cut into chunks', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', '😀', ' '), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (table, size) => {
          const file = table.map((row) => row.map(quote).join(',')).join('\r\n');
          const records = await read(file, size);
          expect(records.map((record) => ('fields' in record ? record.fields : record))).toEqual(table);
        },
      ),
      { numRuns: runs },
    );
  });

  test('IMPORT-4: any bytes are read to their end, every line good or told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        async (bytes, size) => {
          const whole = await read(bytes);
          expect(await read(bytes, size)).toEqual(whole);
          const lines = whole.map(({ line }) => line);
          expect(lines).toEqual(lines.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: runs },
    );
  });
});
