import { expect, test } from 'vitest';
import { Sessions, type Session, type Shelf } from './sessions.ts';

function shelf(): Shelf & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, text) => void held.set(key, text),
    removeItem: (key) => void held.delete(key),
  };
}

const ana: Session = { shop: 'demo', user: 'ana', name: 'Ana', role: 'manager', token: 'one' };
const ben: Session = { ...ana, user: 'ben', name: 'Ben' };

test('APP-1: who signed in is still known after a restart, and goes on as the same person', () => {
  const device = shelf();
  const before = new Sessions(device);
  before.enter(ana);
  before.enter(ben);
  before.renew({ ...ben, token: 'two' });
  const after = new Sessions(device);
  expect(after.current()).toEqual({ ...ben, token: 'two' });
  after.leave();
  expect(new Sessions(device).current()).toBeUndefined();
  expect(new Sessions(device).known().map(({ user }) => user)).toEqual(['ben', 'ana']);
});

test.each(['{', '{}', '[1, null, {"shop": "demo"}]', '"x"'])(
  'APP-1: a shelf that holds %s holds nobody',
  (text) => {
    const device = shelf();
    device.held.set('solder.sessions', text);
    expect(new Sessions(device).known()).toEqual([]);
  },
);

test('APP-1: a full device does not keep anybody from working', () => {
  const sessions = new Sessions({
    ...shelf(),
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  sessions.enter(ana);
  expect(sessions.current()).toEqual(ana);
});
