/** Listings of some kinds do not tell all that a record says, nor that it changed: a few are read again in each round, the longest ago first (rule BRIDGE-12). */
import { look } from './look.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { isTrouble } from './api/legacy-api.ts';
import { NotYet } from './not-yet.ts';
import type { Parts } from './parts.ts';

export async function reread(parts: Parts, mapping: KindMapping): Promise<void> {
  const links = await parts.state.stale(mapping.kind, parts.now(), parts.limits.reread);
  for (const link of links) {
    try {
      await look(parts, mapping, link);
    } catch (error) {
      if (!isTrouble(error, 'refused') && !(error instanceof NotYet)) throw error;
      // It keeps its place no longer: the others have their turn.
      await parts.state.commit({ links: [{ ...link, read: parts.now() }] });
    }
  }
}
