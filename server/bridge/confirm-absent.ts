/**
 * What a whole listing did not tell of is asked for by itself (rule BRIDGE-13): rows slip between two pages while somebody
 * edits. Only what is not there either way is gone.
 */
import { isTrouble } from './api/legacy-api.ts';
import { readSurely } from './ask-record.ts';
import { gone } from './gone.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { TheirRecord } from './mapping/read-record.ts';
import type { Parts } from './parts.ts';
import type { Link } from './state/bridge-state.ts';
import { takeIn } from './take-in.ts';

const atOnce = 50;

/** @throws Trouble when the API does not answer. */
export async function confirmAbsent(parts: Parts, mapping: KindMapping, listing: number): Promise<void> {
  const { state } = parts;
  for (;;) {
    const links = await state.unlisted(mapping.kind, listing, atOnce);
    if (links.length === 0) return;
    for (const link of links) await confirm(parts, mapping, link, listing);
  }
}

async function confirm(parts: Parts, mapping: KindMapping, link: Link, listing: number): Promise<void> {
  const { state } = parts;
  const record = await askTwice(parts, mapping, link);
  if (record && record.legacy !== link.legacy && !(await state.byLegacy(link.kind, record.legacy))) {
    // It goes on under another id, and the map follows.
    return state.commit({ links: [{ ...link, legacy: record.legacy, listed: listing }] });
  }
  // Under another record's id, it was made one with that.
  if (record && record.legacy === link.legacy) await takeIn(parts, mapping, [{ record, listing }]);
  else await takeIn(parts, mapping, [{ record: gone(link), listing, digest: '' }]);
  // Whatever could not be taken in of it: the next listing asks again.
  const after = await state.link(link);
  if (after && after.gone === null && after.listed < listing)
    await state.commit({ links: [{ ...after, listed: listing }] });
}

/** Undefined for what is not there, asked twice. */
async function askTwice(parts: Parts, mapping: KindMapping, link: Link): Promise<TheirRecord | undefined> {
  for (let time = 0; time < 2; time++) {
    try {
      return await readSurely(parts, mapping, link);
    } catch (error) {
      if (!isTrouble(error, 'missing')) throw error;
    }
  }
  return undefined;
}
