/**
 * Keeps what was done as lines of a shop's audit (rules AUDIT-3 and AUDIT-4). A store that takes no line stops nobody, least of all the
 * operator, who may be there because of it: then the log alone tells.
 */
import { errorKind, type Log } from '../log.ts';
import { actLine } from '../relay/act-line.ts';
import type { AuditLine, Store } from '../store/store.ts';

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
