/** A scene for tests: programs that push batches of operations and pull what moved. */
import { expect } from 'vitest';
import { programScene, type Json } from './program-scene.ts';

/** What became of one operation. */
export interface Result {
  readonly id: string;
  readonly status: string;
  readonly record?: string;
  readonly version?: string;
  readonly fields?: Json;
  readonly conflicts?: readonly Json[];
  readonly reasons?: readonly Json[];
  readonly replayed?: true;
}

/** A page of what moved. */
export interface Pulled {
  readonly records: readonly (Json & {
    readonly kind: string;
    readonly id: string;
    readonly version: string;
    readonly fields: Json;
  })[];
  readonly gone: readonly string[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

export async function day() {
  const scene = await programScene();
  const { send } = scene;
  const push = async (
    as: string,
    operations: readonly Json[],
    more: Json = {},
  ): Promise<readonly Result[]> => {
    const { status, body } = await send(as, 'POST', '/api/sync/push', { operations, ...more });
    expect(status).toBe(200);
    return body['results'] as readonly Result[];
  };
  const pull = async (as: string, query = ''): Promise<Pulled> => {
    const { status, body } = await send(as, 'GET', `/api/sync/pull?${query}`);
    expect(status).toBe(200);
    return body as unknown as Pulled;
  };
  /** All that there is after a cursor, in pages of two. */
  const pullAll = async (as: string, query = '', from = ''): Promise<Pulled> => {
    const pages: Pulled[] = [];
    for (let cursor = from; ;) {
      const page = await pull(as, `limit=2${query}${cursor && `&cursor=${cursor}`}`);
      pages.push(page);
      cursor = page.cursor;
      if (!page.hasMore) {
        return {
          records: pages.flatMap((each) => each.records),
          gone: pages.flatMap((each) => each.gone),
          cursor,
          hasMore: false,
        };
      }
    }
  };
  return { ...scene, push, pull, pullAll };
}

export const without = (each: Result): Result => ({ ...each, conflicts: [] });

export const statusOf = (results: readonly Result[]): string =>
  results.map(({ id, status }) => `${id} ${status}`).join(', ');
