/**
 * The shop's records as the bridge reads and writes them: through the relay, as everything of the server's own does (rule
 * ROOM-12). A port, so that the engine's tests need no relay.
 */
import type { EntityId, EntityName, KindName } from '../../shared/lib/ids.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Seq } from '../store/store.ts';

export interface MovedName extends EntityName {
  /** Its newest entry. */
  readonly head: Seq;
}

export interface Records {
  exists(name: EntityName): Promise<boolean>;
  /**
   * Reads or writes one record as the bridge; on disk when it resolves. `change` may run on a copy, and not at all when the
   * record is erased.
   * @throws Refused, Erased, StoreUnavailable
   */
  write<T>(name: EntityName, change: (entity: EntityDocument) => T): Promise<T>;
  /** Records of the mapped kinds that moved after a place in the shop's log. */
  moved(
    after: Seq,
    limit: number,
  ): Promise<{ readonly upTo: Seq; readonly more: boolean; readonly records: readonly MovedName[] }>;
  /** All records of a kind, deleted ones too. */
  ids(kind: KindName): AsyncIterable<EntityId>;
  /** How much the bridge ever wrote to a record: a number that grows with each of its writes, and with nothing else. */
  written(name: EntityName): Promise<number>;
}
