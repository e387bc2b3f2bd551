/** What the operator's dashboard sees and does, as HTTP asks for it (section DASH of docs/SPEC.md). */
import type { Overview } from '../../shared/operator/overview.ts';
import type { Connections, DocumentTold, Looked } from '../../shared/operator/told.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Entered } from '../auth/operator-link.ts';
import type { ConnectionQuery } from '../relay/relay.ts';
import type { DocumentName } from '../store/store.ts';

export interface Dashboard {
  /** Undefined for what is no link, is over, or was followed before. */
  enter(link: string): Promise<Entered | undefined>;
  /** Whether a token is what `enter` gave. */
  admits(token: string): Promise<boolean>;
  overview(): Promise<Overview>;
  /** @throws StoreUnavailable */
  look(): Promise<Looked>;
  connections(query: ConnectionQuery): Connections;
  /** Undefined when there is no such record. That it was looked into is in the shop's audit. @throws StoreUnavailable */
  document(name: DocumentName): Promise<DocumentTold | undefined>;
  /** Closes them and says so in the shop's audit; how many that were. */
  disconnect(shop: ShopId, whose: { readonly session: string } | { readonly user: Author }): Promise<number>;
}
