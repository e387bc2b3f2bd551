/**
 * Which records have which term, and in how telling a field. A posting is one small number, `record * 4 + weight`, and those of
 * a term lie in the order of records, so that one is put in and taken out by bisection.
 */

/** Most terms, such as numbers and names, are of one record, and a number takes less room than a list of one. */
type Posted = number | number[] | undefined;

const weightBits = 2;
const weightMask = (1 << weightBits) - 1;
/** Of a field by its place in `weights`. */
const weightCost = [0, 2, 4, 6] as const;
/** In `weights`. */
const numberWeight = 0;

const recordOf = (posting: number): number => posting >>> weightBits;
const postingOf = (record: number, weight: number): number => (record << weightBits) | weight;

export class Postings {
  /** By the term's number. */
  readonly #posted: Posted[] = [];

  /** Lowers the costs of the records of a term to that of their field and `extra`. */
  lower(term: number, costs: Uint8Array, extra: number, onlyNumbers: boolean): void {
    const posted = this.#posted[term];
    if (posted === undefined) return;
    if (typeof posted === 'number') {
      lowerOne(posted, costs, extra, onlyNumbers);
      return;
    }
    for (let i = 0; i < posted.length; i++) lowerOne(posted[i] as number, costs, extra, onlyNumbers);
  }

  /** Puts a record in, with another weight if it is in already. */
  put(term: number, record: number, weight: number): void {
    const posting = postingOf(record, weight);
    const posted = this.#posted[term];
    if (posted === undefined || (typeof posted === 'number' && recordOf(posted) === record)) {
      while (this.#posted.length < term) this.#posted.push(undefined);
      this.#posted[term] = posting;
    } else if (typeof posted === 'number') {
      this.#posted[term] = posted < posting ? [posted, posting] : [posting, posted];
    } else {
      const at = placeOf(posted, record);
      const isThere = at < posted.length && recordOf(posted[at] as number) === record;
      if (isThere) posted[at] = posting;
      else if (at === posted.length) posted.push(posting);
      else posted.splice(at, 0, posting);
    }
  }

  remove(term: number, record: number): void {
    const posted = this.#posted[term];
    if (typeof posted === 'number') {
      if (recordOf(posted) === record) this.#posted[term] = undefined;
    } else if (posted) {
      const at = placeOf(posted, record);
      if (at === posted.length || recordOf(posted[at] as number) !== record) return;
      posted.splice(at, 1);
      if (posted.length === 1) this.#posted[term] = posted[0];
    }
  }
}

function lowerOne(posting: number, costs: Uint8Array, extra: number, onlyNumbers: boolean): void {
  const weight = posting & weightMask;
  if (onlyNumbers && weight !== numberWeight) return;
  const record = posting >>> weightBits;
  const cost = (weightCost[weight] as number) + extra;
  if (cost < (costs[record] as number)) costs[record] = cost;
}

/** Where the first posting of this record, or of a later one, is. */
function placeOf(posted: readonly number[], record: number): number {
  const wanted = postingOf(record, 0);
  // Rows mostly come in the order in which their records were first seen.
  if ((posted.at(-1) ?? 0) < wanted) return posted.length;
  let low = 0;
  let high = posted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((posted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
