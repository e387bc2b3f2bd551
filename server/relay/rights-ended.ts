import type { CloseName } from '../../shared/protocol/codes.ts';

/** Who asks is not any more what they were when their token was looked at (rule AUTH-11). Nothing was written. */
export class RightsEnded extends Error {
  override readonly name = 'RightsEnded';
  readonly why: CloseName;

  constructor(why: CloseName) {
    super(`not let in: ${why}`);
    this.why = why;
  }
}
