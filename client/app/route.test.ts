import { expect, test } from 'vitest';
import { kinds } from '../../shared/schema/kinds.ts';
import { historyPath, listPath, pagePath, parseRoute, recordPath, withQuery } from './route.ts';
import { pageNames } from './shell/page-names.ts';

test('APP-2: an address is read back to what it was written from', () => {
  const { record } = parseRoute('/demo/ticket/0abcDEF_-1');
  expect(record).toEqual({ kind: 'ticket', id: '0abcDEF_-1' });
  expect(record && recordPath('demo', record)).toBe('/demo/ticket/0abcDEF_-1');
  expect(record && parseRoute(historyPath('demo', record))).toMatchObject({ record, past: true });
  expect(parseRoute('/demo/ticket/0abcDEF_-1').past).toBe(false);
  expect(parseRoute(listPath('demo', 'client'))).toMatchObject({
    shop: 'demo',
    kind: 'client',
    record: undefined,
  });
  expect(parseRoute(pagePath('demo', 'team'))).toMatchObject({ shop: 'demo', page: 'team', kind: undefined });
});

test.each([
  ['/', { shop: undefined, kind: undefined, record: undefined }],
  ['/Demo/ticket', { shop: undefined, kind: undefined, record: undefined }],
  ['/demo/Ticket/1', { shop: 'demo', kind: undefined, record: undefined }],
  ['/demo/ticket/..%2Fx', { shop: 'demo', kind: 'ticket', record: undefined }],
  ['/demo/ticket/%E0%A4%A', { shop: 'demo', kind: 'ticket', record: undefined }],
  ['/demo/ticket/', { shop: 'demo', kind: 'ticket', record: undefined }],
])('APP-2: what is not legal in %s is left out', (path, route) => {
  expect(parseRoute(path)).toMatchObject(route);
});

test('APP-2: what is filtered is part of the address, and taken out when it is nothing', () => {
  const address = withQuery('/demo/device', { q: 'red kettle', status: 'repairing' });
  expect(parseRoute(address).query.get('q')).toBe('red kettle');
  expect(parseRoute(address)).toMatchObject({ shop: 'demo', kind: 'device' });
  expect(withQuery(address, { q: '', status: null })).toBe('/demo/device');
});

test('APP-2: no kind of record is called like a page', () => {
  expect(pageNames.filter((page) => kinds.has(page))).toEqual([]);
});
