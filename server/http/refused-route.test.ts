import { describe, expect, test, vi } from 'vitest';
import type { Author } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { documentName } from '../relay/testing/scene.ts';
import { entry } from '../relay/testing/at-the-bench.ts';
import type { Peer } from '../relay/testing/peer.ts';
import { shopApp } from './shop-app-scene.ts';

const d1 = 'device/d1';

/** A device with a price of Ana's; Ben, whose client does not ask about rights, has it open. */
async function atTheBench() {
  const scene = await shopApp();
  const { connect, settle, tokenOf, relay } = scene;
  await relay.write(documentName(d1), 'ana' as Author, (each) => each.set('price', 4_500));
  const [ben, fay] = [connect(tokenOf('ben')), connect(tokenOf('fay'))];
  await settle();
  ben.open(d1);
  fay.open(d1);
  await settle();
  const forge = async (peer: Peer, ...entries: readonly unknown[]): Promise<void> => {
    peer
      .opened(d1)
      .doc.getArray('registers')
      .push([...entries]);
    await settle();
  };
  const list = async (as: string, query = '') => {
    const { body } = await scene.get(as, `refused${query}`);
    return (body['refused'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  };
  const idOf = async (field: string) =>
    must(
      (await list('ana')).find((edit) => edit['field'] === field),
      'kept',
    )['id'] as string;
  return { ...scene, ben, fay, forge, list, idOf };
}

describe('news of edits that were written back', () => {
  test('QUAR-7: reach their author and who manages the shop, once for many letters, and with what was settled', async () => {
    const { ben, fay, forge, connect, tokenOf, settle, time, idOf, post } = await atTheBench();
    const ana = connect(tokenOf('ana'));
    await settle();
    await forge(ben, entry('price', 9_900, 'ben'));
    await forge(ben, entry('price', 9_950, 'ben'));
    await time.advance(1_000);
    await settle();
    const heard = { type: 'refused-moved', settled: [] };
    expect(ana.told('refused-moved')).toEqual([heard]);
    expect(ben.told('refused-moved')).toEqual([heard]);
    expect(fay.told('refused-moved')).toEqual([]);
    const id = await idOf('price');
    expect((await post('ana', `refused/${id}/discard`)).status).toBe(200);
    expect((await post('ana', `refused/${id}/discard`)).status).toBe(409);
    await time.advance(1_000);
    await settle();
    for (const peer of [ana, ben])
      expect(peer.told('refused-moved')).toEqual([heard, { ...heard, settled: [id] }]);
    // What is applied is settled by the commit that applies it, and told as well.
    const other = await idOf('price');
    expect((await post('ana', `refused/${other}/apply`)).status).toBe(200);
    await time.advance(1_000);
    await settle();
    for (const peer of [ana, ben])
      expect(peer.told('refused-moved').at(-1)).toEqual({ ...heard, settled: [other] });
    expect(fay.told('refused-moved')).toEqual([]);
  });
});

describe('edits that were written back', () => {
  test('QUAR-1: are kept with field, rule, value, author, role, time and door, and told to their author with the id', async () => {
    const { ben, forge, list, entity, time, get } = await atTheBench();
    await forge(ben, entry('price', 9_900, 'ben'), entry('brand', 'Nokia', 'ben'));
    expect(entity(ben, d1, 'ben').get('price')).toBe(4_500);
    expect(entity(ben, d1, 'ben').get('brand')).toBe('Nokia');
    const [edit, ...more] = await list('ben');
    expect(more).toEqual([]);
    expect(edit).toEqual({
      id: edit?.['id'],
      record: d1,
      field: 'price',
      rule: 'role',
      value: 9_900,
      count: 1,
      author: 'ben',
      role: 'technician',
      through: 'app',
      at: time.now(),
      state: 'open',
    });
    expect(ben.told('refused')).toEqual([
      { type: 'refused', name: d1, edits: [{ field: 'price', rule: 'role' }] },
    ]);
    expect(ben.told('kept').at(-1)?.edits).toMatchObject([{ id: edit?.['id'], name: d1, value: '9900' }]);
    const { body } = await get('ben', `${d1}/history`);
    expect(JSON.stringify(body)).toContain(
      JSON.stringify({ type: 'refused', field: 'price', rule: 'role', id: edit?.['id'] }),
    );
  });

  test('QUAR-2: letters of one text are one edit, and its words are kept', async () => {
    const { fay, settle, list, entity } = await atTheBench();
    for (const letter of ['w', 'e', 't']) {
      fay.opened(d1).doc.getText('text:diagnosis').insert(0, letter);
      await settle();
    }
    expect(entity(fay, d1, 'fay').text('diagnosis').toJSON()).toBe('');
    expect(await list('fay')).toMatchObject([{ field: 'diagnosis', value: 'wet', count: 3 }]);
  });

  test('QUAR-3: everybody sees their own, those who manage see all, of records that they may read', async () => {
    const { ben, fay, forge, list, get } = await atTheBench();
    await forge(ben, entry('price', 1, 'ben'));
    await forge(fay, entry('later', { nested: 1 }, 'fay'));
    await forge(fay, entry('grade', 'Z', 'fay'));
    const fields = async (as: string, query = '') => (await list(as, query)).map((edit) => edit['field']);
    expect(await fields('ben')).toEqual(['price']);
    expect(await fields('fay')).toEqual(['grade', 'later']);
    expect(await fields('ana')).toEqual(['grade', 'later', 'price']);
    expect(await fields('vic')).toEqual([]);
    const first = await get('ana', 'refused?limit=2');
    expect(first.body['next']).not.toBeNull();
    expect(await fields('ana', `?limit=2&cursor=${first.body['next'] as string}`)).toEqual(['price']);
    for (const query of ['limit=0', 'cursor=x', 'state=lost']) {
      expect((await get('ana', `refused?${query}`)).status).toBe(400);
    }
  });

  test('QUAR-4: somebody with the right applies it as their own write; the history says whose it was', async () => {
    const { ben, forge, idOf, post, entity, get, list } = await atTheBench();
    await forge(ben, entry('price', 9_900, 'ben'));
    const id = await idOf('price');
    expect((await post('ben', `refused/${id}/apply`)).status).toBe(403);
    expect((await post('vic', `refused/${id}/apply`)).status).toBe(403);
    const [one, two] = await Promise.all([
      post('ana', `refused/${id}/apply`),
      post('ana', `refused/${id}/apply`),
    ]);
    expect([one.status, two.status].sort((a, b) => a - b)).toEqual([200, 409]);
    expect(entity(ben, d1, 'ben').get('price')).toBe(9_900);
    expect(await list('ben')).toEqual([]);
    expect(await list('ben', '?state=applied')).toMatchObject([{ id, settled: { by: 'ana' } }]);
    const { body } = await get('ben', `${d1}/history?limit=1`);
    expect(body['entries']).toMatchObject([
      {
        author: 'ana',
        through: 'applied',
        changes: [
          { type: 'applied', id, author: 'ben' },
          { field: 'price', to: 9_900 },
        ],
      },
    ]);
    expect((await post('ana', `refused/${id}/apply`)).status).toBe(409);
    expect((await post('ana', 'refused/none/apply')).status).toBe(404);
  });

  test('QUAR-4: who does not see it cannot apply it, with the right to its field either', async () => {
    const { ben, forge, idOf, post, list, relay } = await atTheBench();
    await forge(ben, entry('price', 9_900, 'ben'));
    const id = await idOf('price');
    expect(await list('fay')).toEqual([]);
    expect((await post('fay', `refused/${id}/apply`)).status).toBe(403);
    // Fay may write a price.
    await relay.write(documentName(d1), 'fay' as Author, (each) => each.set('price', 5_000));
    expect((await relay.row(documentName(d1)))?.fields['price']).toBe(5_000);
  });

  test('QUAR-4: a relay that dies right after the write has marked it as applied: it cannot be applied twice', async () => {
    const { fay, settle, idOf, post, store, list, relay } = await atTheBench();
    fay
      .opened(d1)
      .doc.getArray('log:parts')
      .push([{ id: 'p1', at: 5, by: 'fay', part: 'Glass', quantity: 1 }]);
    await settle();
    const id = await idOf('parts');
    // Whatever the relay would do after the commit is not done any more.
    store.settleRefused = () => new Promise(() => {});
    const appended = store.append.bind(store);
    let stored = 0;
    store.append = async (entries) => {
      const seqs = await appended(entries);
      stored += entries.length;
      return seqs;
    };
    void post('ana', `refused/${id}/apply`);
    await vi.waitFor(() => expect(stored).toBe(1), { timeout: 10_000 });
    await settle();
    expect(await list('ana', '?state=applied')).toMatchObject([{ id, settled: { by: 'ana' } }]);
    expect((await post('ana', `refused/${id}/apply`)).status).toBe(409);
    expect((await relay.row(documentName(d1)))?.fields['parts']).toMatchObject({ count: 1 });
  });

  test('QUAR-4: a text gets its words at its end, a ledger its entry; what only took something away cannot be applied', async () => {
    const { ben, fay, settle, idOf, post, entity, relay, forge } = await atTheBench();
    const write = (change: Parameters<typeof relay.write>[2]) =>
      relay.write(documentName(d1), 'ana' as Author, change);
    await write((each) => each.text('diagnosis').insert(0, 'Port is dirty.'));
    await settle();
    fay.opened(d1).doc.getText('text:diagnosis').insert(4, 'Client says it fell.');
    fay
      .opened(d1)
      .doc.getArray('log:parts')
      .push([{ id: 'p1', at: 5, by: 'fay', part: 'Glass', quantity: 1 }]);
    await settle();
    expect((await post('ana', `refused/${await idOf('diagnosis')}/apply`)).status).toBe(200);
    expect((await post('ana', `refused/${await idOf('parts')}/apply`)).status).toBe(200);
    const now = entity(ben, d1, 'ben');
    expect(now.text('diagnosis').toJSON()).toBe('Port is dirty.\nClient says it fell.');
    expect(now.ledger('parts')).toMatchObject([{ at: 5, by: 'ana', parts: { part: 'Glass', quantity: 1 } }]);
    fay.opened(d1).doc.getText('text:diagnosis').delete(0, 5);
    await settle();
    expect((await post('ana', `refused/${await idOf('diagnosis')}/apply`)).status).toBe(409);
    expect(now.text('diagnosis').toJSON()).toBe('Port is dirty.\nClient says it fell.');
    await forge(fay, entry('grade', 'Z', 'fay'));
    expect((await post('ana', `refused/${await idOf('grade')}/apply`)).status).toBe(409);
  });

  test('QUAR-10: what was too long to be kept cannot be applied: no word for it is ever written as the value', async () => {
    const { ben, fay, settle, list, idOf, post, entity, forge } = await atTheBench();
    fay.opened(d1).doc.getText('text:diagnosis').insert(0, 'w'.repeat(120_000));
    await settle();
    fay.opened(d1).doc.getText('text:diagnosis').insert(0, 'more');
    await settle();
    const [more, long] = await list('ana');
    expect(long).toMatchObject({ field: 'diagnosis', cut: true });
    expect(more).toMatchObject({ field: 'diagnosis', value: 'more' });
    expect(more).not.toHaveProperty('cut');
    const answer = await post('ana', `refused/${long?.['id'] as string}/apply`);
    expect(answer.status).toBe(409);
    expect(answer.body['detail']).toContain('too long');
    expect(entity(ben, d1, 'ben').text('diagnosis').toJSON()).toBe('');
    expect(fay.told('kept').flatMap(({ edits }) => edits.map(({ value }) => value))).toEqual(['', '"more"']);
    // Neither is the word for what JSON cannot show.
    await forge(fay, entry('brand', new Uint8Array(5), 'fay'));
    expect((await post('ana', `refused/${await idOf('brand')}/apply`)).status).toBe(409);
    expect(entity(ben, d1, 'ben').get('brand')).not.toBe('5 bytes');
    expect((await post('ana', `refused/${long?.['id'] as string}/discard`)).status).toBe(200);
  });

  test('QUAR-11: applied and discarded at once, one of them is answered with 409, and what is discarded was not written', async () => {
    for (const order of ['apply first', 'discard first']) {
      const { ben, forge, idOf, post, list, relay } = await atTheBench();
      await forge(ben, entry('price', 9_900, 'ben'));
      const id = await idOf('price');
      const both =
        order === 'apply first' ? (['apply', 'discard'] as const) : (['discard', 'apply'] as const);
      const answers = await Promise.all(both.map((what) => post('ana', `refused/${id}/${what}`)));
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
      const isApplied = (await list('ana', '?state=applied')).length === 1;
      expect(await list('ana', '?state=discarded')).toHaveLength(isApplied ? 0 : 1);
      expect((await relay.row(documentName(d1)))?.fields['price']).toBe(isApplied ? 9_900 : 4_500);
    }
  });

  test('QUAR-11: words that are sent back while their edit is being applied are in it, or are an edit of their own', async () => {
    const { ben, fay, settle, idOf, post, list, entity, store } = await atTheBench();
    const type = (letters: string) => fay.opened(d1).doc.getText('text:diagnosis').insert(0, letters);
    type('one ');
    await settle();
    const id = await idOf('diagnosis');
    // Right behind the look at what is to be applied.
    const refused = store.refused.bind(store);
    let looks = 0;
    store.refused = async (query) => {
      const found = await refused(query);
      if (query.id === id && ++looks <= 2) {
        type(`${looks === 1 ? 'two' : 'three'} `);
        await settle();
      }
      return found;
    };
    expect((await post('ana', `refused/${id}/apply`)).status).toBe(200);
    await settle();
    const open = (await list('fay')).map(({ value }) => value).join('');
    const written = entity(ben, d1, 'ben').text('diagnosis').toJSON();
    for (const word of ['one', 'two', 'three']) expect(`${written} | ${open}`).toContain(word);
    expect(written).toContain('one');
  });

  test('QUAR-3, QUAR-9: who sees all of the shop’s can ask for their own alone, however many others there are', async () => {
    const { ben, forge, list, get } = await atTheBench();
    await forge(ben, entry('price', 9_900, 'ben'));
    expect((await list('ana')).map(({ author }) => author)).toEqual(['ben']);
    expect(await list('ana', '?mine=1')).toEqual([]);
    expect((await list('ben', '?mine=1&limit=1')).map(({ author }) => author)).toEqual(['ben']);
    expect((await get('ana', 'refused?mine=1&state=applied')).status).toBe(200);
  });

  test('QUAR-5: its author or somebody who manages discards it', async () => {
    const { ben, forge, idOf, post, list } = await atTheBench();
    await forge(ben, entry('price', 9_900, 'ben'));
    const id = await idOf('price');
    expect((await post('fay', `refused/${id}/discard`)).status).toBe(403);
    expect((await post('ben', `refused/${id}/discard`)).body).toMatchObject({ state: 'discarded' });
    expect((await post('ana', `refused/${id}/discard`)).status).toBe(409);
    expect(await list('ana', '?state=discarded')).toMatchObject([{ id, settled: { by: 'ben' } }]);
  });

  test('QUAR-6: what is open is told again to whoever comes back, and only to its author', async () => {
    const { ben, forge, connect, settle, tokenOf } = await atTheBench();
    await forge(ben, entry('price', 9_900, 'ben'));
    ben.socket.cut();
    const again = connect(tokenOf('ben'));
    const other = connect(tokenOf('fay'));
    await settle();
    expect(again.told('kept')).toMatchObject([{ edits: [{ name: d1, field: 'price', value: '9900' }] }]);
    expect(other.told('kept')).toEqual([]);
  });
});
