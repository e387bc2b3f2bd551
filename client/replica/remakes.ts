/**
 * Unsent edits whose client id the relay has as another user's (4403) are made again under a fresh one (rule PEND-11;
 * docs/decisions/0014-edits-under-a-taken-id.md). Such an id is the other's for ever, and nothing that was made under it here is at the relay.
 */
import * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Discards } from './discards.ts';
import type { Documents } from './documents.ts';
import { freshIds } from './fresh-ids.ts';
import type { Outbox } from './outbox.ts';
import { renameClients } from './rename-clients.ts';
import type { Folded, OutboxEntry, Vault } from './vault.ts';

export interface RemakesContext {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly documents: Documents;
  readonly discards: Discards;
  /** The relay's state of a record; undefined without a connection, or when it does not say. */
  readonly fetchState: (name: EntityKey) => Promise<Uint8Array | undefined>;
  /** What is unsent of it may go up now. */
  readonly retry: (name: EntityKey) => void;
}

export class Remakes {
  readonly #context: RemakesContext;
  readonly #running = new Set<EntityKey>();

  constructor(context: RemakesContext) {
    this.#context = context;
  }

  /** The relay says that these ids are another user's in this record. @throws VaultFailed; nothing is different then. */
  async heard(name: EntityKey, taken: readonly number[]): Promise<void> {
    // What is heard meanwhile is heard again with the next try.
    if (this.#running.has(name)) return;
    this.#running.add(name);
    const { outbox, documents } = this.#context;
    const open = documents.get(name);
    const unsent = new Set(outbox.own(name));
    try {
      const mine = taken.filter((client) => unsent.has(client));
      if (mine.length > 0) await this.#remake(name, mine);
      // Nothing was written with it yet: the document begins anew with another one.
      else if (open && taken.includes(open.doc.clientID)) (await documents.suspend(name))();
    } finally {
      this.#running.delete(name);
    }
  }

  async #remake(name: EntityKey, taken: readonly number[]): Promise<void> {
    const { vault, outbox, documents, discards, fetchState, retry } = this.#context;
    documents.get(name)?.pause();
    let relay: Folded | undefined;
    try {
      // Read before: what the relay says from here on contains everything up to this place of its log.
      const { epoch, cursor } = await vault.meta();
      const state = await fetchState(name);
      relay = state && { state, reached: { epoch, seq: cursor } };
    } finally {
      if (!relay) documents.get(name)?.reconnect();
    }
    if (!relay) return;
    const resume = await documents.suspend(name);
    try {
      await outbox.flush();
      const edits = outbox.edits(name);
      // What was taken back was made under the same ids, and may be put back any day.
      const aside = await discards.asideOf(name);
      const renamed = await freshIds(taken, [
        ...edits.map(({ entry, update }) => ({ at: entry.at, update })),
        ...aside.flatMap(({ entries }) => entries.map(({ at, update }) => ({ at, update }))),
      ]);
      // Not where a part of what was made under such an id is not unsent any more. What is not stored here is another tab's to
      // make again, or waits until it is.
      if (renamed.size < taken.length || edits.some(({ id }) => id === null)) return;
      const again = (entry: OutboxEntry): OutboxEntry => {
        const update = renameClients(entry.update, renamed);
        return { ...entry, update, clients: [...Y.parseUpdateMeta(update).from.keys()] };
      };
      await discards.exchange(
        name,
        edits,
        edits.map(({ entry, update }) => again({ ...entry, update })),
        aside.map((each) => ({ ...each, entries: each.entries.map(again) })),
        relay,
      );
    } finally {
      resume();
    }
    retry(name);
  }
}
