import { expect, test } from 'vitest';
import { ManualTime } from '../shared/lib/manual-time.ts';
import { createLog, errorKind } from './log.ts';
import { StoreUnavailable } from './store/store.ts';

test('START-7: an event is one line of JSON, whatever stands in it', () => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line), new ManualTime(Date.UTC(2026, 0, 5)));
  log('info', 'started', { url: 'a\nb', pid: 7 });
  log('warn', 'stopping');
  expect(lines.map((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toEqual([
    true,
    true,
  ]);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { at: '2026-01-05T00:00:00.000Z', level: 'info', event: 'started', url: 'a\nb', pid: 7 },
    { at: '2026-01-05T00:00:00.000Z', level: 'warn', event: 'stopping' },
  ]);
});

test('START-7: of something thrown its kind is said, never its words', () => {
  const quoting = 'Mrs Evans, 12 Mill Close';
  expect(errorKind(new StoreUnavailable(quoting))).toBe('StoreUnavailable');
  expect(errorKind(Object.assign(new Error(quoting), { code: 'ENOSPC' }))).toBe('Error ENOSPC');
  expect(errorKind(quoting)).toBe('string');
});
