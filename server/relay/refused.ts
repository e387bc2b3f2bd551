/** A local write of which something was written back; the rest of it is stored. */
import type { Refusal } from '../../shared/document/types.ts';

export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ field, rule }) => `${field}: ${rule}`).join(', '));
    this.refusals = refusals;
  }
}
