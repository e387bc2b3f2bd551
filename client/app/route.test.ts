import { expect, test } from 'vitest';
import { listPath, parseRoute, recordPath } from './route.ts';

test('APP-2: an address is read back to what it was written from', () => {
  const { record } = parseRoute('/demo/ticket/0abcDEF_-1');
  expect(record).toEqual({ kind: 'ticket', id: '0abcDEF_-1' });
  expect(record && recordPath('demo', record)).toBe('/demo/ticket/0abcDEF_-1');
  expect(parseRoute(listPath('demo', 'client'))).toEqual({ shop: 'demo', kind: 'client', record: undefined });
});

test.each([
  ['/', { shop: undefined, kind: undefined, record: undefined }],
  ['/Demo/ticket', { shop: undefined, kind: undefined, record: undefined }],
  ['/demo/Ticket/1', { shop: 'demo', kind: undefined, record: undefined }],
  ['/demo/ticket/..%2Fx', { shop: 'demo', kind: 'ticket', record: undefined }],
  ['/demo/ticket/%E0%A4%A', { shop: 'demo', kind: 'ticket', record: undefined }],
  ['/demo/ticket/', { shop: 'demo', kind: 'ticket', record: undefined }],
])('APP-2: what is not legal in %s is left out', (path, route) => {
  expect(parseRoute(path)).toEqual(route);
});
