import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sendForOthers } from './send-for-others.ts';
import type { Session } from './sessions.ts';

const ana: Session = { shop: 'demo', user: 'ana', name: 'Ana', role: 'manager', token: '', by: 'account' };
const ben: Session = { ...ana, user: 'ben' };

const nothing = (): void => undefined;

test('SIGN-2: unsent edits of others on this device are sent as theirs once whoever works is up to date, and after each time away', async () => {
  let state = 'connecting';
  let look = nothing;
  const marks = new Map([['solder/demo/ana/unsent', '3']]);
  const sent: string[] = [];
  sendForOthers(
    {
      status: () => ({ state }) as never,
      subscribeStatus: (changed) => {
        look = changed;
        return nothing;
      },
    },
    {
      others: () => [ana, ben],
      shelf: { getItem: (key) => marks.get(key) ?? null, setItem: nothing },
      send: ({ user }) => {
        sent.push(user);
        return Promise.reject(new Error('the network went'));
      },
    },
  );
  const be = async (next: string): Promise<void> => {
    state = next;
    look();
    await setImmediate();
  };
  expect(sent).toEqual([]);
  await be('completed');
  await be('idle');
  await be('completed');
  expect(sent).toEqual(['ana']);
  await be('offline');
  await be('completed');
  expect(sent).toEqual(['ana', 'ana']);
  marks.clear();
  await be('offline');
  await be('completed');
  expect(sent).toEqual(['ana', 'ana']);
});
