/**
 * Every record under every term of its row. Taking in a row that changed touches only the terms that came or went. Looking up
 * what somebody typed gives a cost for each record: the lower, the better it fits.
 *
 * A record is also found by what it refers to (an order by its client's name, a device by its order's number), up to two steps
 * away and behind those that say it themselves. This is worked out while searching, so nothing has to be kept in step.
 */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { Need } from './needs.ts';
import { Postings } from './postings.ts';
import { Recent } from '../rows/recent.ts';
import { mostReferences, Records } from './records.ts';
import { termsOf } from './terms.ts';
import { Vocabulary } from './vocabulary.ts';

/** Of a record in which something that was asked for is not found. */
export const missing = 0xffff;
/** The same of one need: above every sum of the others. */
const notFound = 255;
/** Of how much of the term was typed: whole, its beginning, something inside. */
const fitCost = [0, 1, 2] as const;
/** For each step to what is referred to: more than any field of one's own. */
const stepCost = 9;
const mostSteps = 2;
/** Words of which the costs are kept: those before the one that is being typed are looked up at each of its letters. */
const mostKept = 8;

export class SearchIndex {
  readonly records = new Records();
  readonly #vocabulary = new Vocabulary();
  readonly #postings = new Postings();
  readonly #kept = new Recent<Uint8Array>(mostKept);
  /** Counts what was taken in and out. */
  #version = 0;

  put(name: EntityKey, row: Row): void {
    this.#version++;
    const record = this.records.number(name);
    const old = this.records.row(record);
    const before = old && termsOf(old);
    const after = termsOf(row);
    if (before) {
      for (const term of before.keys())
        if (!after.has(term)) this.#postings.remove(this.#vocabulary.number(term), record);
    }
    for (const [term, weight] of after) {
      if (before?.get(term) !== weight) this.#postings.put(this.#vocabulary.number(term), record, weight);
    }
    this.records.put(record, row);
  }

  remove(name: EntityKey): void {
    const record = this.records.known(name);
    const row = record === undefined ? undefined : this.records.row(record);
    if (record === undefined || !row) return;
    this.#version++;
    for (const term of termsOf(row).keys()) this.#postings.remove(this.#vocabulary.number(term), record);
    this.records.put(record, undefined);
  }

  /** By the numbers of records; `missing` where something is not found. */
  costs(needs: readonly Need[]): Uint16Array {
    const total = new Uint16Array(this.records.size);
    for (const need of needs) {
      const costs = this.#kept.get(`${this.#version} ${JSON.stringify(need)}`, () => this.#costsOf(need));
      for (let record = 0; record < costs.length; record++) {
        const cost = costs[record] as number;
        const sum = total[record] as number;
        total[record] = cost === notFound || sum === missing ? missing : sum + cost;
      }
    }
    return total;
  }

  /** Each of several words may stand in another of the records that are within reach. */
  #costsOf({ words, forms }: Need): Uint8Array {
    const [first = '', ...others] = words;
    const costs = this.#costsOfAny([first], false);
    for (const word of others) {
      const more = this.#costsOfAny([word], false);
      for (let record = 0; record < costs.length; record++) {
        const [one, other] = [costs[record] as number, more[record] as number];
        costs[record] =
          one === notFound || other === notFound ? notFound : Math.min(notFound - 1, one + other);
      }
    }
    if (forms.length === 0) return costs;
    const whole = this.#costsOfAny(forms, true);
    for (let record = 0; record < costs.length; record++) {
      costs[record] = Math.min(costs[record] as number, whole[record] as number);
    }
    return costs;
  }

  /** Of whichever of these fits best, in the record or in what it refers to. */
  #costsOfAny(parts: readonly string[], onlyNumbers: boolean): Uint8Array {
    const costs = new Uint8Array(this.records.size).fill(notFound);
    for (const part of parts) this.#find(part, costs, onlyNumbers);
    this.#inherit(costs);
    return costs;
  }

  /** Lowers the costs of records with a term that contains `part`. */
  #find(part: string, costs: Uint8Array, onlyNumbers: boolean): void {
    this.#vocabulary.containing(part, (term, fit) =>
      this.#postings.lower(term, costs, fitCost[fit], onlyNumbers),
    );
  }

  #inherit(costs: Uint8Array): void {
    const { references } = this.records;
    for (let step = 0; step < mostSteps; step++) {
      const own = costs.slice();
      let any = false;
      for (let record = 0, at = 0; record < own.length; record++, at += mostReferences) {
        for (let next = at; next < at + mostReferences; next++) {
          const other = references[next] as number;
          if (other === 0) break;
          const cost = (own[other - 1] as number) + stepCost;
          if (cost >= notFound || cost >= (costs[record] as number)) continue;
          costs[record] = cost;
          any = true;
        }
      }
      if (!any) return;
    }
  }
}
