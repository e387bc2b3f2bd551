/** What a look at the whole store tells an operator, as a port: its answers are read apart from the relay's own work. */
import type { DocumentTold, Looked, ShopTold } from '../../shared/operator/told.ts';
import type { DocumentName } from '../store/store.ts';

export interface LookQuery {
  /** Milliseconds of the relay's clock. */
  readonly now: number;
  /** How many devices and records it lists at most. */
  readonly limit: number;
}

/** What the store alone knows: who is connected is the relay's to add. */
export type StoreLook = Omit<Looked, 'shops'> & { readonly shops: readonly Omit<ShopTold, 'connections'>[] };
export type StoredRecord = Omit<DocumentTold, 'here'>;

export interface Inspector {
  /** @throws StoreUnavailable */
  look(query: LookQuery): Promise<StoreLook>;
  /** Undefined when there is no such record, or it was erased. @throws StoreUnavailable */
  document(name: DocumentName): Promise<StoredRecord | undefined>;
  close(): Promise<void>;
}
