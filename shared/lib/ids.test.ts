import { describe, expect, test } from 'vitest';
import {
  entityKey,
  freshEntityId,
  isSystemAuthor,
  parseEntityId,
  parseEntityKey,
  parseKind,
  parseShop,
  parseUser,
  systemAuthors,
} from './ids.ts';
import { must } from './assert.ts';
import { seededRandom } from './random.ts';

describe('names', () => {
  test.each(['', '../etc', 'a/b', '__proto__', 'A shop', 'ü', `a${'b'.repeat(80)}`, 'a\n'])(
    'SCHEMA-10: %j names no shop, kind or user',
    (text) => {
      expect([parseShop(text), parseKind(text), parseUser(text)]).toEqual([undefined, undefined, undefined]);
    },
  );

  test('SCHEMA-10: unknown kinds and foreign ids are legal names', () => {
    expect(parseKind('invoice')).toBe('invoice');
    expect(parseEntityId('0b2c-4F_x')).toBe('0b2c-4F_x');
    expect(parseEntityId('_x')).toBeUndefined();
    const name = must(parseEntityKey('ticket/abc'), 'a legal key');
    expect(entityKey(name)).toBe('ticket/abc');
    expect(['ticket', 'ticket/', '/abc', 'ticket/a/b', 'Ticket/a'].map(parseEntityKey)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  test('SCHEMA-10: no token can name a system author', () => {
    for (const author of Object.values(systemAuthors)) {
      expect(isSystemAuthor(author)).toBe(true);
      expect(parseUser(author)).toBeUndefined();
    }
  });

  test('SCHEMA-10: fresh ids are legal, differ, and sort by age', () => {
    const random = seededRandom(7);
    const ids = Array.from({ length: 500 }, (_, at) => freshEntityId(1_700_000_000_000 + at, random));
    expect(new Set(ids).size).toBe(500);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(parseEntityId(id)).toBe(id);
    const sameMoment = Array.from({ length: 500 }, () => freshEntityId(1_700_000_000_000, random));
    expect(new Set(sameMoment).size).toBe(500);
    expect(parseEntityId(freshEntityId(-5, random))).toBeDefined();
  });
});
