import { expect, test } from 'vitest';
import type { Row } from '../../../shared/document/types.ts';
import { must } from '../../../shared/lib/assert.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { NoAnswer } from '../../replica/relay-api.ts';
import { KnownThroughs } from './known-throughs.ts';
import { throughKey } from './throughs.ts';

const kind = must(kindNamed('device'), 'a kind');
const question = (id: string, at: number) => ({ kind, field: 'price', row: { id, at } as Row });
const value = { field: 'price', stamp: 7, author: 'ana', value: 1, through: 'rest' };
const page = (id: string, next: string | null) => ({
  reviews: [{ kind: 'device', id, fields: [{ field: 'price', values: [value] }] }],
  next,
});

function asking(...answers: readonly unknown[]) {
  const left = [...answers];
  const paths: string[] = [];
  const throughs = new KnownThroughs({
    get: (path) => {
      paths.push(path);
      const answer = left.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  return { throughs, paths, signal: new AbortController().signal };
}

test('TRAY-3: the relay is asked about questions that nobody asked about yet, page by page, and not again', async () => {
  const { throughs, paths, signal } = asking(page('d1', 'high:device/d2'), page('d2', null));
  const questions = [question('d1', 1), question('d2', 1)];
  await throughs.ask(throughs.missing(questions), signal);
  expect(paths).toEqual(['reviews?limit=100', 'reviews?limit=100&cursor=high%3Adevice%2Fd2']);
  for (const id of ['d1', 'd2']) expect(throughs.known.get(throughKey('device', id, value))).toBe('rest');
  // Of an edit elsewhere nothing is asked anew; of a record that changed, and of another question, it is.
  expect(throughs.missing(questions)).toEqual([]);
  expect(throughs.missing([question('d1', 2), question('d2', 1), question('d3', 1)])).toEqual([
    'device/d1/price@2',
    'device/d3/price@1',
  ]);
});

test('TRAY-3: what got no answer, or was left, is asked about again', async () => {
  const { throughs, signal } = asking(new NoAnswer('offline'), page('d1', null));
  const missing = throughs.missing([question('d1', 1)]);
  await expect(throughs.ask(missing, signal)).rejects.toBeInstanceOf(NoAnswer);
  expect(throughs.missing([question('d1', 1)])).toEqual(missing);
  await expect(throughs.ask(missing, AbortSignal.abort())).rejects.toThrow();
  expect(throughs.missing([question('d1', 1)])).toEqual(missing);
  expect(throughs.known.size).toBe(0);
});
