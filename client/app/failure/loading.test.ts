import { expect, test } from 'vitest';
import { loadFailedAgain, PartNotLoaded, retried } from './loading.ts';

test('APP-20: a part that did not come stays failed until another try is asked for, and is then loaded anew', async () => {
  let tries = 0;
  const part = retried(
    async () => {
      tries += 1;
      if (tries < 3) throw new TypeError('no network');
      return 'a page';
    },
    (load) => {
      let loading: Promise<string> | undefined;
      return () => (loading ??= load());
    },
  );
  await expect(part()()).rejects.toMatchObject({ name: 'PartNotLoaded', cause: { message: 'no network' } });
  await expect(part()()).rejects.toBeInstanceOf(PartNotLoaded);
  expect(tries).toBe(1);
  loadFailedAgain();
  await expect(part()()).rejects.toBeInstanceOf(PartNotLoaded);
  loadFailedAgain();
  expect(await part()()).toBe('a page');
  loadFailedAgain();
  expect(await part()()).toBe('a page');
  expect(tries).toBe(3);
});
