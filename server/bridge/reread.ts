/** Listings of some kinds do not tell all that a record says, nor that it changed: a few are read again in each round, the longest ago first (rule BRIDGE-12). */
import { isTrouble } from './api/legacy-api.ts';
import { readSurely } from './ask-record.ts';
import { blameRecord, unreadLetter } from './blame.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';
import type { Link } from './state/bridge-state.ts';
import { takeIn } from './take-in.ts';

/** @throws Trouble when the API does not answer. */
export async function reread(parts: Parts, mapping: KindMapping): Promise<void> {
  const links = await parts.state.stale(mapping.kind, parts.now(), parts.limits.reread);
  for (const each of links) {
    await parts.rest?.();
    const link = await parts.state.link(each);
    if (link && link.gone === null) await readAgain(parts, mapping, link);
  }
}

async function readAgain(parts: Parts, mapping: KindMapping, link: Link): Promise<void> {
  const { state, now } = parts;
  try {
    await takeIn(parts, mapping, [{ record: await readSurely(parts, mapping, link) }]);
  } catch (error) {
    // What is not there any more is told by a listing of all, which also sees how much that is.
    const trouble = isTrouble(error, 'missing') ? undefined : await blameRecord(parts, mapping, error);
    if (trouble)
      await state.commit({ dead: [unreadLetter(parts, mapping, { trouble, legacy: link.legacy ?? '' })] });
  }
  // Whatever came of it, the others have their turn.
  const after = await state.link(link);
  if (after && after.read < now()) await state.commit({ links: [{ ...after, read: now() }] });
}
