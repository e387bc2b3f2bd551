/** Lists of records over HTTP. */
import { expect, test } from 'vitest';
import { programScene } from './program-scene.ts';

test('API-9, API-21: is filtered and ordered by what rows say, in pages', async () => {
  const { send } = await programScene();
  const some = ['red', 'blue', 'red', null, 'green'].map((colour, at) => ({
    colour,
    price: at === 1 ? null : at * 10,
  }));
  for (const [at, fields] of some.entries()) await send('ana', 'POST', 'device', { id: `d${at}`, fields });
  await send('ana', 'DELETE', 'device/d4', undefined, { 'If-Match': '*' });
  const ids = async (query: string): Promise<string> => {
    const found: string[] = [];
    for (let cursor = ''; ;) {
      const { status, body } = await send('vic', 'GET', `device?limit=2&${query}${cursor}`);
      expect(status).toBe(200);
      found.push(...(body['rows'] as readonly { readonly id: string }[]).map(({ id }) => id));
      if (body['next'] === null) return found.join(' ');
      cursor = `&cursor=${body['next'] as string}`;
    }
  };
  expect(await ids('')).toBe('d0 d1 d2 d3 d4');
  expect(await ids('colour=red')).toBe('d0 d2');
  expect(await ids('colour=red&colour=blue&deleted=false')).toBe('d0 d1 d2');
  expect(await ids('filter[colour]=red')).toBe('d0 d2');
  expect(await ids('colour=')).toBe('d3');
  expect(await ids('deleted=true')).toBe('d4');
  expect(await ids('price.from=20&price.to=30')).toBe('d2 d3');
  expect(await ids('sort=colour')).toBe('d1 d4 d0 d2 d3');
  expect(await ids('sort=-price&deleted=false')).toBe('d3 d2 d0 d1');
  expect(await ids('review=true')).toBe('');
  expect(await ids('sort=-at&updatedSince=0')).toBe('d4 d3 d2 d1 d0');
  for (const bad of [
    'nothing=1',
    'notes=x',
    'sort=notes',
    'price.from=x',
    'deleted=maybe',
    'price.of=1',
    'sort=at&cursor=zz',
    'cursor=!',
    'cursor=zzz',
  ]) {
    expect((await send('vic', 'GET', `device?${bad}`)).status).toBe(400);
  }
});
