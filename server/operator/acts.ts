/**
 * What the operator did, as lines of a shop's audit (rules AUDIT-3 and AUDIT-4). A store that takes no line stops no operator, who may be
 * there because of it: then the log alone tells.
 */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { errorKind, type Log } from '../log.ts';
import type { AuditLine, Store } from '../store/store.ts';

/** Nobody's user id: those of people begin with a letter or a digit. */
const operator = '@operator' as Author;

/** `at` is the relay's time. `whom` is to whom it was done, and `session` through which connection of theirs. The operator did it unless `more` says who. */
export const actLine = (
  shop: ShopId,
  rule: AuditLine['rule'],
  at: number,
  more: Partial<Pick<AuditLine, 'user' | 'through' | 'whom' | 'session' | 'record' | 'what'>> = {},
): AuditLine => ({
  shop,
  at,
  user: operator,
  session: '',
  through: 'operator',
  record: '',
  rule,
  bytes: 0,
  ...more,
});

export interface ActParts {
  readonly store: Pick<Store, 'noteAudit'>;
  readonly log: Log;
}

export async function noteActs({ store, log }: ActParts, lines: readonly AuditLine[]): Promise<void> {
  try {
    await store.noteAudit(lines);
  } catch (error) {
    log('error', 'audit-not-kept', { lines: lines.length, kind: errorKind(error) });
  }
}

/** Every shop is told that the relay ran dry on its operator's word. */
export async function noteDrain(
  { store, log }: ActParts & { readonly store: Pick<Store, 'shops'> },
  at: number,
): Promise<void> {
  const shops = await store.shops().catch(() => []);
  await noteActs(
    { store, log },
    shops.map(({ shop }) => actLine(shop, 'drained', at)),
  );
}
