import { expect, test } from 'vitest';
import { createAddressOf, isAddressRange } from './address.ts';

test('AUTH-21: a proxy of this machine says whom it heard, and nothing before that is believed', () => {
  const addressOf = createAddressOf();
  expect(addressOf('203.0.113.7', undefined)).toBe('203.0.113.7');
  for (const proxy of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.9.9.9']) {
    expect(addressOf(proxy, '198.51.100.4')).toBe('198.51.100.4');
    expect(addressOf(proxy, '10.0.0.1, 127.0.0.1, 198.51.100.4')).toBe('198.51.100.4');
    expect(addressOf(proxy, '2001:db8::7')).toBe('2001:db8:0:0::/64');
  }
  expect(addressOf('127.0.0.1', undefined)).toBe('127.0.0.1');
  expect(addressOf('127.0.0.1', 'nonsense')).toBe('127.0.0.1');
  expect(addressOf(undefined, '198.51.100.4')).toBe('');
});

test('AUTH-21: what others say is not believed, unless the settings name them as proxies', () => {
  expect(createAddressOf()('172.18.0.1', '198.51.100.4')).toBe('172.18.0.1');
  const addressOf = createAddressOf(['172.18.0.0/16', '2001:db8:1::/48']);
  expect(addressOf('172.18.0.1', '198.51.100.4')).toBe('198.51.100.4');
  expect(addressOf('::ffff:172.18.0.1', '198.51.100.4')).toBe('198.51.100.4');
  expect(addressOf('2001:db8:1::9', '198.51.100.4')).toBe('198.51.100.4');
  expect(addressOf('172.19.0.1', '198.51.100.4')).toBe('172.19.0.1');
  // One proxy behind another.
  expect(addressOf('127.0.0.1', '10.0.0.1, 198.51.100.4, 172.18.0.9')).toBe('198.51.100.4');
});

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2:ffff::1', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
  ['2001:db8::1:2:3:4', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['::ffff:198.51.100.4', '198.51.100.4'],
  ['::ffff:c633:6404', '198.51.100.4'],
  ['198.51.100.4', '198.51.100.4'],
])('AUTH-21: whoever comes from %s counts as %s', (address, counted) => {
  expect(createAddressOf()(address, undefined)).toBe(counted);
});

test.each([
  ['10.0.0.1', true],
  ['10.0.0.0/8', true],
  ['::1', true],
  ['2001:db8::/129', false],
  ['10.0.0.0/33', false],
  ['10.0.0', false],
  ['proxy.example', false],
  ['10.0.0.0/8/8', false],
  ['10.0.0.0/', false],
])('AUTH-21: "%s" is an address or a range: %s', (text, is) => {
  expect(isAddressRange(text)).toBe(is);
});
