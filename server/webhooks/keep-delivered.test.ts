/** Webhooks over the relay of a scene, with a receiver that a test plays. */
import { setImmediate } from 'node:timers/promises';
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Author } from '../../shared/lib/ids.ts';
import { parseKind } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { demo, documentName, scene } from '../relay/testing/scene.ts';
import type { Webhook } from '../store/program-store.ts';
import { addWebhook, listDeliveries, listWebhooks, retryWebhook } from './administer-webhooks.ts';
import { longestFailure } from './deliver-page.ts';
import { keepDelivered, type Delivering } from './keep-delivered.ts';
import type { Posted, PostEvent } from './post-event.ts';

interface Received {
  readonly url: string;
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly type: string;
    readonly data: {
      readonly id: string;
      readonly record?: { readonly fields: Readonly<Record<string, unknown>> };
    };
  };
  readonly text: string;
}

const running: Delivering[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 60; turn++) await setImmediate();
};

async function hooked() {
  const setting = await scene();
  const { relay, store, time, settle } = setting;
  const given = { store, now: () => time.now(), random: seededRandom(3) };
  const received: Received[] = [];
  /** What the receiver answers. */
  const answers: { next: (one: Received) => Posted | Promise<Posted> } = {
    next: () => ({ status: 200, error: '' }),
  };
  const post: PostEvent = async (url, { headers, body }) => {
    const one = {
      url,
      id: must(headers['webhook-id'], 'an id'),
      headers,
      body: JSON.parse(body) as Received['body'],
      text: body,
    };
    received.push(one);
    return answers.next(one);
  };
  const begin = (): Delivering => {
    const delivering = keepDelivered({ store, relay, post, time, random: seededRandom(4), log: () => {} });
    running.push(delivering);
    return delivering;
  };
  /** Lets time pass, and everything that it wakes. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 10_000) {
      await time.advance(Math.min(left, 10_000));
      await turns();
    }
  };
  const write = async (name: string, field: string, value: string): Promise<void> => {
    const done = relay.write(documentName(name), 'ana' as Author, (each) => each.set(field, value), {
      role: 'manager',
    });
    await settle();
    await done;
  };
  const add = (url = 'https://example.org/a', kinds?: readonly string[]) =>
    addWebhook(
      given,
      { shop: demo, by: 'ana' as Author, role: 'manager' },
      new Map<string, unknown>([['url', url], ...(kinds ? [['kinds', kinds] as const] : [])]),
    );
  const hook = async (): Promise<Webhook> => must((await store.programs.webhooks(demo))[0], 'a webhook');
  return { ...setting, given, received, answers, begin, pass, turns, write, add, hook };
}

const told = (received: readonly Received[]): string =>
  received.map(({ body }) => `${body.data.id} ${String(body.data.record?.fields['colour'])}`).join(', ');

describe('webhooks', () => {
  test('HOOK-1: tell what moves from when they were made, once, with the record as it is', async () => {
    const { write, add, begin, pass, received } = await hooked();
    await write('device/d0', 'colour', 'before');
    await add();
    begin();
    await write('device/d1', 'colour', 'red');
    await write('client/c1', 'name', 'Kim');
    await pass(1_000);
    expect(received.map(({ body }) => [body.type, body.data.id])).toEqual([
      ['record.changed', 'd1'],
      ['record.changed', 'c1'],
    ]);
    await write('device/d1', 'colour', 'blue');
    await write('device/d1', 'colour', 'green');
    await pass(60_000);
    expect(told(received.slice(2))).toBe('d1 green');
  });

  test('HOOK-1: only of the kinds that were asked for, and what was erased by its name', async () => {
    const { write, add, begin, pass, received, store } = await hooked();
    await add('https://example.org/a', ['client']);
    begin();
    await write('device/d1', 'colour', 'red');
    await write('client/c1', 'name', 'Kim');
    await pass(1_000);
    const subject = { kind: must(parseKind('client'), 'a kind'), id: documentName('client/c1').id };
    await store.erase({ shop: demo, subject, by: 'ana', at: 1, names: [subject], kept: [], files: [] });
    await pass(20_000);
    expect(received.map(({ body }) => [body.type, body.data.id])).toEqual([
      ['record.changed', 'c1'],
      ['record.erased', 'c1'],
    ]);
  });

  test('HOOK-2: are signed over id, time and body, as Standard Webhooks says', async () => {
    const { write, add, begin, pass, received, time } = await hooked();
    const { secret = '' } = await add();
    begin();
    await write('device/d1', 'colour', 'red');
    await pass(1_000);
    const [one] = received;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = one?.headers ?? {};
    expect(Math.abs(Number(at) * 1_000 - time.now())).toBeLessThan(2_000);
    const mac = createHmac('sha256', key).update(`${id}.${at}.${one?.text}`).digest('base64');
    expect(signature).toBe(`v1,${mac}`);
  });

  test('HOOK-3: are tried again with the same id until they are taken, and nothing of a record comes before it', async () => {
    const { write, add, begin, pass, received, answers, hook } = await hooked();
    await add();
    begin();
    answers.next = ({ body }) =>
      body.data.id === 'd1' ? { status: 503, error: 'status' } : { status: 200, error: '' };
    await write('device/d1', 'colour', 'red');
    await write('device/d2', 'colour', 'red');
    await pass(1_000);
    expect(told(received)).toBe('d1 red, d2 red');
    expect(await hook()).toMatchObject({ tries: 1, cursor: 0 });
    await write('device/d2', 'colour', 'blue');
    answers.next = () => ({ status: 204, error: '' });
    await pass(60_000);
    expect(told(received.slice(2))).toBe('d1 red, d2 blue');
    expect(received[2]?.id).toBe(received[0]?.id);
    expect(new Set(received.map(({ id }) => id)).size).toBe(3);
    expect(await hook()).toMatchObject({ tries: 0, failingSince: 0 });
  });

  test('HOOK-3: go on after a kill where they were, with the same ids, and lose nothing', async () => {
    const { write, add, begin, pass, received, answers, turns } = await hooked();
    await add();
    const first = begin();
    answers.next = () => new Promise(() => {});
    await write('device/d1', 'colour', 'red');
    await pass(1_000);
    expect(told(received)).toBe('d1 red');
    // The process is gone in the middle of it.
    void first.stop();
    running.length = 0;
    await write('device/d2', 'colour', 'red');
    answers.next = () => ({ status: 200, error: '' });
    begin();
    await pass(1_000);
    await turns();
    expect(told(received.slice(1))).toBe('d1 red, d2 red');
    expect(received[1]?.id).toBe(received[0]?.id);
  });

  test('HOOK-4: one that hangs holds up neither another one nor an edit', async () => {
    const { write, add, begin, pass, received, answers } = await hooked();
    await add('https://example.org/hangs');
    await add('https://example.org/works');
    let release: (() => void) | undefined;
    answers.next = ({ url }) =>
      url.endsWith('hangs')
        ? new Promise((done) => (release = () => done({ status: 0, error: 'timeout' })))
        : { status: 200, error: '' };
    begin();
    await write('device/d1', 'colour', 'red');
    await pass(1_000);
    await write('device/d2', 'colour', 'red');
    await pass(20_000);
    expect(told(received.filter(({ url }) => url.endsWith('works')))).toBe('d1 red, d2 red');
    expect(told(received.filter(({ url }) => url.endsWith('hangs')))).toBe('d1 red');
    release?.();
  });

  test('HOOK-7: are disabled after three days of failures, or at once where the address is gone, with a reason, and taken up again', async () => {
    const { write, add, begin, time, turns, received, answers, given } = await hooked();
    const { id } = await add();
    begin();
    answers.next = () => ({ status: 500, error: 'status' });
    await write('device/d1', 'colour', 'red');
    for (let passed = 0; passed < longestFailure + 3_600_000; passed += 1_800_000) {
      await time.advance(1_800_000);
      await turns();
    }
    const [disabled] = await listWebhooks(given, demo);
    expect(disabled).toMatchObject({
      state: 'disabled',
      reason: 'Nothing was delivered for three days: it answered 500.',
    });
    const tries = received.length;
    expect(tries).toBeGreaterThan(50);
    await time.advance(86_400_000);
    await turns();
    expect(received).toHaveLength(tries);
    expect(await listDeliveries(given, demo, id)).toHaveLength(Math.min(100, tries));
    answers.next = () => ({ status: 410, error: 'status' });
    await retryWebhook(given, { shop: demo, by: 'ana' as Author }, new Map([['id', id]]));
    await time.advance(20_000);
    await turns();
    expect((await listWebhooks(given, demo))[0]).toMatchObject({
      state: 'disabled',
      reason: 'Its address said that it is gone (410).',
    });
    answers.next = () => ({ status: 200, error: '' });
    await retryWebhook(
      given,
      { shop: demo, by: 'ana' as Author },
      new Map<string, unknown>([
        ['id', id],
        ['skip', true],
      ]),
    );
    await write('device/d2', 'colour', 'red');
    await time.advance(20_000);
    await turns();
    expect(told(received.slice(tries + 1))).toBe('d2 red');
  });

  test('HOOK-8: end with the rights of whoever answers for them, with the reason, and are taken up by somebody who may', async () => {
    const { write, add, begin, pass, received, given, store } = await hooked();
    const ana = { shop: demo, id: 'ana' as Author, name: 'Ana', role: 'manager' } as const;
    const { id } = await add();
    begin();
    await write('device/d0', 'colour', 'red');
    await pass(1_000);
    const taken = received.length;
    expect(taken).toBe(1);
    const retry = (by: string) =>
      retryWebhook(given, { shop: demo, by: by as Author }, new Map([['id', id]]));
    await store.setApart(demo, true);
    for (const [now, reason] of [
      [{ revoked: true }, 'ana, who answers for it, is not in the shop any more.'],
      [{ role: 'technician' }, 'ana, who answers for it, is neither owner nor manager any more.'],
      [{ locations: ['north'] }, 'ana, who answers for it, does not see all of the shop any more.'],
    ] as const) {
      await store.saveUser({ ...ana, ...now });
      await write('device/d1', 'colour', 'red');
      await pass(20_000);
      expect(await listWebhooks(given, demo)).toMatchObject([{ state: 'disabled', reason }]);
      await expect(retry('ana')).rejects.toThrow(reason);
      await store.saveUser(ana);
      const asked = vi.spyOn(store, 'user');
      await retry('cai');
      expect(asked).toHaveBeenCalledTimes(1);
      asked.mockRestore();
      expect(await listWebhooks(given, demo)).toMatchObject([{ state: 'active', by: 'ana' }]);
    }
    await store.saveUser({ ...ana, revoked: true });
    await pass(20_000);
    expect(received).toHaveLength(taken);
    await retry('cai');
    await pass(20_000);
    expect(await listWebhooks(given, demo)).toMatchObject([{ state: 'active', by: 'cai', reason: '' }]);
    expect(told(received.slice(taken))).toBe('d1 red');
  });

  test('HOOK-6: an address, the kinds and how many there are are looked at when one is made', async () => {
    const { add } = await hooked();
    for (const url of ['', 'ftp://example.org', 'https://me:you@example.org', 'no address']) {
      await expect(add(url)).rejects.toThrow('https');
    }
    await expect(add('https://example.org', ['nothing'])).rejects.toThrow('kinds');
    for (let n = 0; n < 20; n++) await add();
    await expect(add()).rejects.toThrow('at most 20');
  });
});
