import { expect, test } from 'vitest';
import { addressOf, readPlace } from './place.ts';
import { forgetToken, keepToken, keptToken, takeLink } from './sign-in.ts';

function shelf() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

test('DASH-7: the link’s token is taken out of the address, and where one is in the dashboard stays there', () => {
  const addresses: unknown[] = [];
  const history = {
    replaceState: (_state: unknown, _unused: string, url?: string | URL | null) => addresses.push(url),
  };
  const at = { pathname: '/operator/connections', search: '?shop=a', hash: '#secret' };
  expect(takeLink(at, history)).toBe('secret');
  expect(takeLink({ ...at, hash: '' }, history)).toBe('');
  expect(addresses).toEqual(['/operator/connections?shop=a']);
});

test('DASH-7: a tab stays signed in until its token is over, and not with what is none', () => {
  const storage = shelf();
  keepToken(storage, { token: 't', ends: 1_000 });
  expect(keptToken(storage, 999)).toBe('t');
  expect(keptToken(storage, 1_000)).toBe('');
  expect(storage.kept.size).toBe(0);
  for (const spoilt of ['{', '7', '{"token":5,"ends":9e9}', 'null']) {
    storage.setItem('solder-operator', spoilt);
    expect(keptToken(storage, 0)).toBe('');
  }
  keepToken(storage, { token: 't', ends: 1_000 });
  forgetToken(storage);
  expect(keptToken(storage, 0)).toBe('');
  const broken = {
    getItem: () => {
      throw new Error('blocked');
    },
    removeItem: () => {},
  };
  expect(keptToken(broken, 0)).toBe('');
});

test.each([
  ['/operator', { page: 'now' }],
  ['/operator/connections?shop=a&user=b', { page: 'connections', shop: 'a', user: 'b' }],
  ['/operator/shops', { page: 'shops' }],
  ['/operator/records?shop=a&record=ticket%2F1', { page: 'records', shop: 'a', record: 'ticket/1' }],
] as const)('DASH-7: %s is a place that can be linked', (address, place) => {
  expect(readPlace(new URL(address, 'http://x'))).toEqual(place);
  expect(addressOf(place)).toBe(address);
});

test('DASH-7: an address that is no page of it is the first one', () => {
  expect(readPlace(new URL('/operator/nothing?x=1', 'http://x'))).toEqual({ page: 'now' });
});
