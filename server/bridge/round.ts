/** One round of the bridge: what moved here goes there, what moved there comes here, and what follows from that goes again. */
import type { Parts } from './parts.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { pullKind } from './pull.ts';
import { noteMoved, pushDue } from './push.ts';
import { recover } from './recover.ts';
import { reread } from './reread.ts';

export interface RoundOptions {
  /** Whether all of each listing is read, or the newest changes where that is possible. */
  readonly full: boolean;
}

/** @throws Trouble when the API does not answer; what was done until then stays done. */
export async function round(parts: Parts, { full }: RoundOptions): Promise<void> {
  await recover(parts);
  await send(parts);
  for (const mapping of parts.mapping.kinds) await pull(parts, mapping, full);
  await send(parts);
}

/**
 * Where each record has to be asked for, what people write meanwhile does not wait until all are: for a shop of thousands that
 * takes hours the first time.
 */
async function pull(parts: Parts, mapping: KindMapping, full: boolean): Promise<void> {
  const { detailed } = mapping;
  await pullKind(parts, mapping, { full, ...(detailed && { between: () => send(parts) }) });
  if (!detailed) return;
  await reread(parts, mapping);
  await send(parts);
}

async function send(parts: Parts): Promise<void> {
  await noteMoved(parts);
  await pushDue(parts);
}
