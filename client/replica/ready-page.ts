/** A page that came: read, and its records shown; how it is stored is the answer. */
import type { inflatePageBody } from '../../shared/protocol/page-body.ts';
import { readPageItems } from '../../shared/protocol/page-body.ts';
import type { PageItem } from '../../shared/protocol/page.ts';
import type { CatchUpContext } from './catch-up-context.ts';
import { Slice } from './slice.ts';
import type { StorePage } from './store-page.ts';

export interface ArrivedPage {
  /** Its body, which is inflated while other pages are made ready. */
  readonly plain: ReturnType<typeof inflatePageBody>;
  /** Whether what it is of does not count any more. */
  readonly isStale: () => boolean;
}

export interface ReadyPage {
  readonly items: readonly PageItem[];
  readonly store: StorePage;
}

/** In slices. Never shows anything of a page that is stale, or of which a part cannot be read. */
export async function makeReady(
  { plain, isStale }: ArrivedPage,
  schema: string,
  { time, giveTurn, takePage }: Pick<CatchUpContext, 'time' | 'giveTurn' | 'takePage'>,
): Promise<ReadyPage | 'stale' | 'malformed'> {
  if (isStale()) return 'stale';
  const opened = await plain;
  const slice = new Slice(time, giveTurn, 'soon');
  const body = await readPageItems(opened, { pause: () => (slice.isOver ? slice.turn() : undefined) });
  if (isStale()) return 'stale';
  if (body.type === 'malformed') return 'malformed';
  const { items } = body;
  return { items, store: await takePage({ items, schema }) };
}
