import { expect, test } from 'vitest';
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Page } from '../../shared/protocol/messages.ts';
import type { PageQuery, StoredPage } from '../store/store.ts';
import { CatchUp } from './catch-up.ts';
import type { Follows } from './changed.ts';

/** A store of one record a number up to `head`, a record a page; `erased` are in none. */
function following(head: number) {
  const asked: number[] = [];
  const erased = new Set<number>();
  const stored = { head };
  /** Cursors that fail once. */
  const broken = new Set<number>();
  const sent: { type: string; cursor: number }[] = [];
  const failures: unknown[] = [];
  const hears = new Set<Follows>();
  const page = ({ after }: PageQuery): Promise<StoredPage> => {
    asked.push(after);
    if (broken.delete(after)) return Promise.reject(new Error('the disk is away'));
    let cursor = after + 1;
    while (erased.has(cursor)) cursor++;
    const more = cursor < stored.head;
    return Promise.resolve({
      cursor,
      more,
      remaining: stored.head - after,
      count: 1,
      body: new Uint8Array([cursor]),
    });
  };
  const catchUp = new CatchUp({
    store: { page },
    changed: {
      follow(_shop, follower) {
        hears.add(follower);
        return () => void hears.delete(follower);
      },
    },
    epoch: 'e',
    shop: 'demo' as ShopId,
    withheld: [],
    pageBytes: 1,
    send: (message) => void sent.push(message as Page),
    failed: (error) => void failures.push(error),
  });
  const ask = async (cursor: number): Promise<void> => {
    catchUp.ask(cursor, []);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { asked, broken, erased, stored, sent, failures, hears, catchUp, ask };
}

test('CATCH-5: the next page is read while this one is taken in, once', async () => {
  const { asked, sent, ask } = following(3);
  await ask(0);
  expect(asked).toEqual([0, 1]);
  await ask(1);
  await ask(2);
  expect(asked).toEqual([0, 1, 2]);
  expect(sent.map(({ cursor }) => cursor)).toEqual([1, 2, 3]);
});

test('CATCH-5: another cursor or other kinds than those that were read are read anew', async () => {
  const { asked, sent, ask, catchUp } = following(5);
  await ask(0);
  await ask(3);
  expect(asked).toEqual([0, 1, 3, 4]);
  catchUp.ask(4, ['ticket']);
  for (let i = 0; i < 10; i++) await Promise.resolve();
  expect(asked).toEqual([0, 1, 3, 4, 4]);
  expect(sent.map(({ cursor }) => cursor)).toEqual([1, 4, 5]);
});

test('CATCH-5: what is erased meanwhile is in no page that comes later', async () => {
  const { erased, sent, ask, catchUp } = following(4);
  await ask(0);
  erased.add(2);
  catchUp.erased(5);
  await ask(1);
  expect(sent.at(-1)).toMatchObject({ cursor: 3 });
});

test('CATCH-5: what is stored meanwhile is told once the last page is out', async () => {
  const { stored, sent, ask, catchUp } = following(2);
  await ask(0);
  stored.head = 3;
  catchUp.moved(3, 'ticket');
  await ask(1);
  expect(sent.at(-1)).toEqual({ type: 'changed', cursor: 3 });
});

test('CATCH-5: a page that could not be read ahead is read when it is asked for', async () => {
  const { broken, asked, sent, failures, ask } = following(3);
  broken.add(1);
  await ask(0);
  await ask(1);
  expect(failures).toEqual([]);
  expect(asked).toEqual([0, 1, 1, 2]);
  expect(sent.map(({ cursor }) => cursor)).toEqual([1, 2]);
});

test('CATCH-3: only who waits for news is asked about what moves: from a request on, until they were told', async () => {
  const { stored, sent, hears, catchUp, ask } = following(1);
  expect(hears.size).toBe(0);
  await ask(0);
  expect(hears.size).toBe(1);
  stored.head = 2;
  for (const follower of hears) follower.moved(2, 'ticket');
  expect(sent.at(-1)).toEqual({ type: 'changed', cursor: 2 });
  expect(hears.size).toBe(0);
  await ask(1);
  expect(hears.size).toBe(1);
  catchUp.end();
  await ask(2);
  expect(hears.size).toBe(0);
});
