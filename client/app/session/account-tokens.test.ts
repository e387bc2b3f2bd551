import { expect, test, vi } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import type { Entering } from './entering.ts';
import type { Session } from './sessions.ts';
import { accountTokens, NoToken } from './account-tokens.ts';

const minute = 60_000;
const ana: Session = { shop: 'demo', user: 'ana', name: 'Ana', role: 'manager', token: '', by: 'account' };
const entered = (token: string): Entering => ({
  as: 'entered',
  session: { ...ana, token, lasts: 15 * minute },
});

const alone = <T>(work: () => Promise<T>): Promise<T> => work();

function scene(session: Session, answers: Entering[]) {
  const time = new ManualTime();
  const refresh = vi.fn(() => Promise.resolve(answers.shift() ?? { as: 'away' as const }));
  const keep = vi.fn();
  return { time, refresh, keep, getToken: accountTokens({ session, time, keep, refresh, alone }) };
}

test('TOKEN-1: a token is asked for when there is none, and again when it is nearly over, by this device’s own clock', async () => {
  const { time, refresh, keep, getToken } = scene(ana, [entered('one'), entered('two')]);
  time.jump(0);
  expect(await Promise.all([getToken(false), getToken(false)])).toEqual(['one', 'one']);
  expect(refresh).toHaveBeenCalledTimes(1);
  time.jump(14 * minute);
  expect(await getToken(false)).toBe('one');
  time.jump(14.6 * minute);
  expect(await getToken(false)).toBe('two');
  expect(keep).toHaveBeenLastCalledWith(expect.objectContaining({ token: 'two' }));
});

test('TOKEN-1: one that the relay refused is replaced, and whoever just signed in asks for none', async () => {
  const { refresh, getToken } = scene({ ...ana, token: 'fresh', lasts: 15 * minute }, [entered('one')]);
  expect(await getToken(false)).toBe('fresh');
  expect(refresh).not.toHaveBeenCalled();
  expect(await getToken(true)).toBe('one');
});

test('TOKEN-2: no relay is no reason to sign in: it is tried again, weeks later too', async () => {
  const busy: Entering = { as: 'refused', why: 'too-many-requests', detail: '', waits: 5 };
  const { time, getToken } = scene(ana, [{ as: 'away' }, busy, entered('one')]);
  await expect(getToken(false)).rejects.toBeInstanceOf(NoToken);
  await expect(getToken(true)).rejects.toBeInstanceOf(NoToken);
  time.jump(time.now() + 40 * 24 * 60 * minute);
  expect(await getToken(false)).toBe('one');
});

test('TOKEN-3: a device that is not signed in any more shows the old token, so that the relay says so and a person is asked', async () => {
  const ended: Entering = { as: 'refused', why: 'session-ended', detail: '', waits: 0 };
  const { keep, getToken } = scene({ ...ana, token: 'old', lasts: 1 }, [ended, ended]);
  expect(await getToken(true)).toBe('old');
  expect(keep).not.toHaveBeenCalled();
});
