/**
 * Reads a kind's listing page by page (rules BRIDGE-12 and BRIDGE-13). All of it from time to time, which also finds what is
 * not there any more; between that, where the API can, the newest changes only. The place in it moves when what a page
 * brought is stored, so that a pull that is cut off goes on.
 */
import { isTrouble, Trouble } from './api/legacy-api.ts';
import { isDoubtful, readOne } from './ask-record.ts';
import { blameRecord, unreadKey, unreadLetter } from './blame.ts';
import { confirmAbsent } from './confirm-absent.ts';
import { listPage, type Page } from './list-page.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { TheirRecord } from './mapping/read-record.ts';
import type { Parts } from './parts.ts';
import { begin, kept, placeOf, type Place } from './place.ts';
import type { DeadLetter, Link } from './state/bridge-state.ts';
import { takeIn, type Arrival } from './take-in.ts';

/** A change that is dated so far after now is a slip, and no clock that is a bit ahead, in milliseconds. */
const farAhead = 24 * 3_600_000;
/** Records that were asked for by themselves, and are taken in together. */
const detailsAtOnce = 20;

export interface PullOptions {
  /** Whether all of the listing is read, or what may be news. */
  readonly full: boolean;
  /** Whether it begins again, wherever the last one was cut off. */
  readonly anew?: boolean;
  /** What is done between two pages. */
  readonly between?: () => Promise<void>;
}

/**
 * Goes on with the listing that was cut off, or begins one, and comes to its end; where nothing tells the newest changes, to
 * the end of some pages, so that a round costs no more for a shop that grew. @throws Trouble
 */
export async function pullKind(
  parts: Parts,
  mapping: KindMapping,
  { full, anew = false, between }: PullOptions,
): Promise<void> {
  let place = await placeOf(parts, mapping);
  const isPart = place.mode === 'some' || place.mode === 'recent';
  if (place.mode === 'done' || anew || (full && isPart)) place = begin(parts, mapping, place, full);
  for (let pages = 0; place.mode !== 'done'; pages++) {
    await parts.rest?.();
    if (place.mode === 'some' && pages >= parts.limits.pages) return;
    place =
      place.mode === 'absent' ? await endOf(parts, mapping, place) : await onePage(parts, mapping, place);
    await parts.state.commit({ cursors: kept(mapping, place) });
    await between?.();
  }
}

async function onePage(parts: Parts, mapping: KindMapping, place: Place): Promise<Place> {
  const { kind, listing } = mapping;
  const page = await pageOf(parts, mapping, place);
  const isLeft = await takePage(parts, mapping, place, page);
  const rows = place.rows + page.records.length;
  parts.tell({ type: 'pulling', kind, rows, of: page.total });
  // A row that does not say when, or says a day that is not yet, tells nothing of where the listing is.
  const latest = parts.now() + farAhead;
  const changes = page.records.flatMap(({ changed = 0 }) =>
    changed > 0 && changed < latest ? [changed] : [],
  );
  const newest = Math.max(place.newest, ...changes);
  const counted = page.total !== undefined && place.page * listing.limit >= page.total;
  const seen = place.mode === 'recent' && Math.min(...changes) < place.since - parts.limits.overlap;
  const isLast = page.empty || counted || seen;
  const mode = !isLast ? place.mode : place.mode === 'recent' ? 'done' : 'absent';
  const left = place.left === true || isLeft;
  return { ...place, rows, newest, mode, page: place.page + 1, left };
}

/** An empty page is the end, where it is still empty when it is asked for again. */
async function pageOf(parts: Parts, mapping: KindMapping, place: Place): Promise<Page> {
  const page = await listPage(parts, mapping, place.page, place.mode === 'recent');
  if (!page.empty) return page;
  return listPage(parts, mapping, place.page, place.mode === 'recent');
}

async function endOf(parts: Parts, mapping: KindMapping, place: Place): Promise<Place> {
  await confirmAbsent(parts, mapping, place.listing);
  await endRowLetters(parts, mapping, place);
  return { ...place, mode: 'done', page: 1, unended: false };
}

/** Whether rows of it could not be taken in yet. */
async function takePage(parts: Parts, mapping: KindMapping, place: Place, page: Page): Promise<boolean> {
  const { state } = parts;
  const { kind } = mapping;
  const same: string[] = [];
  const moved: { readonly record: TheirRecord; readonly link: Link | undefined }[] = [];
  for (const record of page.records) {
    const link = await state.byLegacy(kind, record.legacy);
    if (link && (link.digest === record.digest || link.gone === 'erased')) same.push(record.legacy);
    else moved.push({ record, link });
  }
  if (same.length > 0) await state.commit({ listed: { kind, legacy: same, listing: place.listing } });
  const dead: DeadLetter[] = [...page.unreadable].map(([digest, text]) =>
    unreadableRow(parts, mapping, digest, text),
  );
  let arrivals: Arrival[] = [];
  let left = 0;
  const takeThem = async (): Promise<void> => {
    left += await takeIn(parts, mapping, arrivals);
    await state.commit({ dead, revived: arrivals.map(({ record }) => unreadKey(mapping, record.legacy)) });
    arrivals = [];
  };
  for (let at = 0; at < moved.length; at += parts.limits.atOnce) {
    const some = moved.slice(at, at + parts.limits.atOnce);
    const read = await Promise.all(some.map((each) => arrivalOf(parts, mapping, place, each)));
    let isBlamed = false;
    for (const each of read) {
      if (!('trouble' in each)) arrivals.push(each.arrival);
      else if (each.trouble.kind === 'missing') continue;
      else {
        // Of those that were asked for together the API is asked once whether it is they.
        if (!isBlamed) await blameRecord(parts, mapping, each.trouble);
        isBlamed = true;
        dead.push(unreadLetter(parts, mapping, each));
        // It is there, whatever it says.
        await state.commit({ listed: { kind, legacy: [each.legacy], listing: place.listing } });
      }
    }
    // What was asked for record by record is not asked for again when the page is cut off.
    if (mapping.detailed && arrivals.length >= detailsAtOnce) {
      await takeThem();
      await parts.rest?.();
    }
  }
  await takeThem();
  return left > 0;
}

type Read = { readonly arrival: Arrival } | { readonly trouble: Trouble; readonly legacy: string };

/** Asks for the record itself where the row does not tell all of it, or tells something that is hard to believe. */
async function arrivalOf(
  parts: Parts,
  mapping: KindMapping,
  { listing, mode }: Place,
  { record, link }: { readonly record: TheirRecord; readonly link: Link | undefined },
): Promise<Read> {
  const { legacy, parent, digest } = record;
  if (mapping.parent && (parent ?? link?.parent ?? null) === null)
    return { trouble: new Trouble('missing', 'hangs on nothing'), legacy };
  const told = { digest, ...(mode !== 'recent' && { listing }) };
  if (record.whole && !isDoubtful(mapping, record, link)) return { arrival: { record, ...told } };
  try {
    const whole = await readOne(parts, mapping, { legacy, parent: parent ?? link?.parent ?? null });
    const isSame = whole.digest === digest || mapping.detailed || mapping.messages?.path !== undefined;
    // Read badly in the listing: when it comes again as it is, that is news.
    return {
      arrival: {
        record: { ...whole, parent: whole.parent ?? parent },
        ...told,
        digest: isSame ? digest : whole.digest,
      },
    };
  } catch (error) {
    if (isTrouble(error, 'unreachable', 'missing', 'refused')) return { trouble: error, legacy };
    throw error;
  }
}

/** A row that nobody can read has no id to know it by: where a whole listing does not meet it any more, it was mended or is gone. */
async function endRowLetters({ state }: Parts, { kind }: KindMapping, { began = 0 }: Place): Promise<void> {
  const old = (await state.deadLetters()).filter(({ key, at }) => key.startsWith(rowKey(kind)) && at < began);
  if (old.length > 0) await state.commit({ revived: old.map(({ key }) => key) });
}

const rowKey = (kind: string): string => `${kind}:row:`;

const unreadableRow = (parts: Parts, { kind }: KindMapping, digest: string, text: string): DeadLetter => ({
  key: `${rowKey(kind)}${digest}`,
  kind,
  id: null,
  legacy: null,
  what: 'row',
  reason: 'unreadable',
  detail: text,
  at: parts.now(),
  tries: 1,
});
