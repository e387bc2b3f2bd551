/** One round of the bridge: what moved here goes there, what moved there comes here, and what follows from that goes again. */
import type { LegacyApi } from './api/legacy-api.ts';
import { isHeld, trust } from './deletion-brake.ts';
import { listPage } from './list-page.ts';
import { takeUpOrphans } from './orphans.ts';
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

/** @throws Trouble when the API does not answer, Held when too much is gone there; what was done until then stays done. */
export async function round(parts: Parts, { full }: RoundOptions): Promise<void> {
  await recover(parts);
  const held = await isHeld(parts.state);
  if (!held) await send(parts);
  for (const mapping of parts.mapping.kinds) await pull(parts, mapping, { full: full || held, held });
  // All was listed, and can be believed.
  if (full || held) await trust(parts);
  await takeUpOrphans(parts);
  await send(parts);
}

/**
 * Where each record has to be asked for, what people write meanwhile does not wait until all are: for a shop of thousands that
 * takes hours the first time. While the other side is doubted nothing is sent.
 */
async function pull(
  parts: Parts,
  mapping: KindMapping,
  { full, held }: RoundOptions & { readonly held: boolean },
): Promise<void> {
  const { detailed } = mapping;
  const sends = detailed && !held;
  const between = (): Promise<void> => {
    known.add(parts.api);
    return send(parts);
  };
  await pullKind(parts, mapping, { full, anew: held, ...(sends && { between }) });
  known.add(parts.api);
  if (!sends) return;
  await reread(parts, mapping);
  await send(parts);
}

/** Those that told a listing since they are used. */
const known = new WeakSet<LegacyApi>();

/** Nothing is sent to what is not known for the API that it should be: behind a wrong address every record would be refused (rule BRIDGE-32). */
async function mustAnswer(parts: Parts): Promise<void> {
  if (known.has(parts.api)) return;
  const [first] = parts.mapping.kinds;
  if (first) await listPage(parts, first, 1, false);
  known.add(parts.api);
}

async function send(parts: Parts): Promise<void> {
  await noteMoved(parts);
  if ((await parts.state.waiting()).count === 0) return;
  await mustAnswer(parts);
  await pushDue(parts);
}
