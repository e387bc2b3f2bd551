import { expect, test } from 'vitest';
import { answerFrom, type Asked } from './answer-from.ts';

const origin = 'https://shop.example';
const files = new Set(['/', '/assets/index-abc12345.js', '/icon.svg']);
const asked = (path: string, more: Partial<Asked> = {}): Asked => ({
  method: 'GET',
  navigation: false,
  url: new URL(path, origin),
  origin,
  ...more,
});

test.each(['/', '/demo/ticket', '/demo/ticket/0abc', '/apiary/ticket'])(
  'APP-9: going to %s shows the page from this device',
  (path) => {
    expect(answerFrom(asked(path, { navigation: true }), files)).toBe('shell');
  },
);

test.each(['/assets/index-abc12345.js', '/icon.svg', '/assets/of-the-build-before-ffff0000.js'])(
  'APP-9: %s comes from this device',
  (path) => {
    expect(answerFrom(asked(path), files)).toBe('files');
  },
);

test.each([
  ['/api/demo/users', {}],
  ['/api/demo/users', { navigation: true }],
  ['/sync/demo/ticket/1', {}],
  ['/health', { navigation: true }],
  ['/operator', { navigation: true }],
  ['/operator/connections', { navigation: true }],
  ['/demo/ticket', { method: 'POST', navigation: true }],
  ['/assets/index-abc12345.js', { method: 'HEAD' }],
  ['https://elsewhere.example/icon.svg', {}],
  ['/unknown.json', {}],
])('APP-10: %s %j is left to the network', (path, more) => {
  expect(answerFrom(asked(path, more), files)).toBe('network');
});
