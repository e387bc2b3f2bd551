import { describe, expect, it } from 'vitest';
import type { Calls } from './calls.ts';
import { StoreThread } from './store-thread.ts';
import { StoreUnavailable } from './store.ts';

interface SceneCalls extends Calls {
  readonly call: { readonly do: 'echo' | 'die'; readonly says: string };
  readonly answers: { echo: string; die: never };
}

const start = async () => {
  const options = { file: '', busyTimeout: 0 };
  const { thread } = await StoreThread.start<SceneCalls>(
    new URL('dying-thread-scene.ts', import.meta.url),
    options,
  );
  const ask = (call: SceneCalls['call']) => thread.ask({ call, bytes: 10, transfer: [] });
  return {
    thread,
    echo: (says: string) => ask({ do: 'echo', says }),
    die: () => ask({ do: 'die', says: '' }),
  };
};

describe('a thread of the store', () => {
  it('STORE-3: when it dies, what it was asked is unavailable, and the next call starts it again', async () => {
    const { thread, echo, die } = await start();
    expect(await echo('before')).toBe('before');
    const outcomes = await Promise.allSettled([die(), echo('with it')]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: expect.any(StoreUnavailable) as unknown });
    }
    expect(thread.queued).toEqual({ calls: 0, bytes: 0 });
    expect(await echo('after')).toBe('after');
    await thread.close();
  });

  it('STORE-11: closing answers what was asked before and refuses what comes after', async () => {
    const { thread, echo } = await start();
    const before = echo('before');
    expect(thread.queued).toEqual({ calls: 1, bytes: 10 });
    await Promise.all([thread.close(), thread.close()]);
    expect(await before).toBe('before');
    await expect(echo('after')).rejects.toThrow(StoreUnavailable);
  });

  it('STORE-13: a thread that does not start says so', async () => {
    const nowhere = new URL('no-such-thread.ts', import.meta.url);
    await expect(StoreThread.start(nowhere, { file: '', busyTimeout: 0 })).rejects.toThrow(StoreUnavailable);
  });
});
