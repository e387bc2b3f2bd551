/** What somebody did to a shop or its people, as a line of its audit (rules AUDIT-3 and AUDIT-4). */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { AuditLine } from '../store/store.ts';

/** Who did it: whoever showed a token, the operator, or an identity provider. */
export type Doer = { readonly user: Author } | 'operator' | 'provider';

/** Nobody's user id begins with an @. */
export const authorOf = (by: Doer): Author => (typeof by === 'object' ? by.user : (`@${by}` as Author));

interface More extends Partial<Pick<AuditLine, 'whom' | 'session' | 'record' | 'what'>> {
  /** The operator where it is absent. */
  readonly by?: Doer;
}

/** `at` is the relay's time. `whom` is to whom it was done, and `session` through which connection of theirs. */
export const actLine = (
  shop: ShopId,
  rule: AuditLine['rule'],
  at: number,
  { by = 'operator', ...more }: More = {},
): AuditLine => ({
  shop,
  at,
  user: authorOf(by),
  session: '',
  through: typeof by === 'object' ? 'rest' : by,
  record: '',
  rule,
  bytes: 0,
  ...more,
});
