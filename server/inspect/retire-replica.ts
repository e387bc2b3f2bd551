/** A device that is not to come back: who is signed in on it is signed out there, and it is listed no longer (rule DEVICE-4). */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Log } from '../log.ts';
import { noteActs } from '../operator/acts.ts';
import { actLine, type Doer } from '../relay/act-line.ts';
import type { Store } from '../store/store.ts';

export interface Retired {
  readonly found: boolean;
  /** Whether its sign-in was ended; it had none where its token is of no device. */
  readonly signedOut: boolean;
}

export interface Retiring {
  readonly shop: ShopId;
  readonly user: Author;
  /** The replica's. */
  readonly id: string;
  /** Who asks for it; the operator where it is absent. */
  readonly by?: Doer;
}

/** Tells it in the audit and in the log (rule AUDIT-4). @throws StoreUnavailable */
export async function retireReplica(
  {
    store,
    accounts,
    now,
    log,
  }: {
    readonly store: Pick<Store, 'replicas' | 'forgetReplica' | 'noteAudit'>;
    readonly accounts?: Pick<Accounts, 'endDevice'> | undefined;
    readonly now: () => number;
    readonly log: Log;
  },
  { shop, user, id, by }: Retiring,
): Promise<Retired> {
  const line = (await store.replicas(shop)).find((each) => each.user === user && each.id === id);
  if (!line) return { found: false, signedOut: false };
  const signedOut =
    line.device !== '' && accounts !== undefined && (await accounts.endDevice({ shop, user }, line.device));
  await store.forgetReplica(shop, user, id);
  const noted = actLine(shop, 'device-retired', now(), { ...(by && { by }), whom: user, what: id });
  await noteActs({ store, log }, [noted]);
  log('info', 'device-retired', { shop, user, by: noted.user });
  return { found: true, signedOut };
}
