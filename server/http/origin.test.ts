import { expect, test } from 'vitest';
import { isLoopbackHost, originAllowed } from './origin.ts';

const here = { origins: ['https://shop.example'], loopback: true };
const network = { origins: [], loopback: false };

test.each<[string | undefined, string | undefined, typeof here, boolean]>([
  [undefined, '127.0.0.1:4500', here, true],
  ['http://127.0.0.1:4500', '127.0.0.1:4500', here, true],
  ['http://localhost:4500', 'LOCALHOST:4500', here, true],
  ['http://[::1]:4500', '[::1]:4500', here, true],
  ['https://shop.example', 'whatever', here, true],
  ['https://shop.example', undefined, here, true],
  ['http://shop.example', '127.0.0.1:4500', here, false],
  ['https://shop.example.evil', '127.0.0.1:4500', here, false],
  ['http://127.0.0.1:4501', '127.0.0.1:4500', here, false],
  ['http://127.0.0.1:4500', undefined, here, false],
  ['http://evil.example:4500', 'evil.example:4500', here, false],
  ['http://127.0.0.1.evil.example:4500', '127.0.0.1.evil.example:4500', here, false],
  ['null', '127.0.0.1:4500', here, false],
  ['', '', here, false],
  ['file://', '', here, false],
  ['chrome-extension://abc', 'abc', network, false],
  ['http://relay.lan:4500', 'relay.lan:4500', network, true],
  ['http://other.lan:4500', 'relay.lan:4500', network, false],
])('AUTH-6: origin %s at host %s with %o: %s', (origin, host, rule, allowed) => {
  expect(originAllowed(origin, host, rule)).toBe(allowed);
});

test('AUTH-6: names of loopback', () => {
  for (const host of ['localhost', 'localhost:1', '127.0.0.1:80', '[::1]:80', 'app.localhost']) {
    expect(isLoopbackHost(host)).toBe(true);
  }
  for (const host of [
    undefined,
    '',
    '10.0.0.1',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '0.0.0.0:1',
    'a b',
  ]) {
    expect(isLoopbackHost(host)).toBe(false);
  }
});
