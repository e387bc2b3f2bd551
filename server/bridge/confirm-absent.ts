/**
 * What a whole listing did not tell of is asked for by itself (rule BRIDGE-13): rows slip between two pages while somebody
 * edits. Only what is not there either way is gone, and only so much at once as can be believed (rule BRIDGE-26).
 */
import { isTrouble } from './api/legacy-api.ts';
import { readSurely } from './ask-record.ts';
import { blameRecord, unreadLetter } from './blame.ts';
import { fewGone, hold, mostGone } from './deletion-brake.ts';
import { gone } from './gone.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { TheirRecord } from './mapping/read-record.ts';
import type { Parts } from './parts.ts';
import type { Link } from './state/bridge-state.ts';
import { takeIn } from './take-in.ts';

/** @throws Trouble when the API does not answer, Held when too much is gone */
export async function confirmAbsent(parts: Parts, mapping: KindMapping, listing: number): Promise<void> {
  const links = await parts.state.unlisted(mapping.kind, listing, Number.MAX_SAFE_INTEGER);
  const most = await mostGone(parts, mapping, links.length);
  // Where more is missing than is believed, nothing is deleted before it is known how much of it is gone.
  const missing: Link[] = [];
  let asked = 0;
  for (const each of links) {
    await parts.rest?.();
    const link = await parts.state.link(each);
    if (!link || link.gone !== null) continue;
    asked++;
    if (await isThere(parts, mapping, link, listing)) continue;
    missing.push(link);
    const isAll = missing.length === asked && asked >= fewGone;
    if (links.length > most && (isAll || missing.length > most))
      await hold(parts, mapping, { untold: links.length, asked, missing: missing.length });
    if (links.length <= most) await remove(parts, mapping, missing.splice(0), listing);
  }
  await remove(parts, mapping, missing, listing);
}

async function remove(
  parts: Parts,
  mapping: KindMapping,
  links: readonly Link[],
  listing: number,
): Promise<void> {
  for (const link of links) {
    await takeIn(parts, mapping, [{ record: gone(link), listing, digest: '' }]);
    await pass(parts, link, listing);
  }
}

/** Takes it in where it is there after all. */
async function isThere(parts: Parts, mapping: KindMapping, link: Link, listing: number): Promise<boolean> {
  const { state } = parts;
  const asked = await askTwice(parts, mapping, link).catch(async (error: unknown) => ({
    trouble: await blameRecord(parts, mapping, error),
  }));
  if (!asked) return false;
  if ('trouble' in asked) {
    const letter = unreadLetter(parts, mapping, { trouble: asked.trouble, legacy: link.legacy ?? '' });
    // Nobody knows whether it is: the next listing asks again.
    await state.commit({ links: [{ ...link, listed: listing }], dead: [letter] });
    return true;
  }
  if (asked.legacy === link.legacy) {
    await takeIn(parts, mapping, [{ record: asked, listing }]);
    await pass(parts, link, listing);
    return true;
  }
  // Under another record's id, it was made one with that.
  if (await state.byLegacy(link.kind, asked.legacy)) return false;
  // It goes on under another id, and the map follows.
  await state.commit({ links: [{ ...link, legacy: asked.legacy, listed: listing }] });
  return true;
}

/** Whatever could not be taken in of it: the next listing asks again. */
async function pass({ state }: Parts, link: Link, listing: number): Promise<void> {
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
