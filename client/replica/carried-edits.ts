/**
 * Unsent edits in and out of a file (rules EXPORT-1 to EXPORT-4). What a file brings is unsent again, as it was: the relay takes
 * each edit once however often it comes: under the client ids it was made with, or, where one is another user's by now, under that which
 * every device gives it instead (rule PEND-11).
 */
import * as Y from 'yjs';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityKey, type EntityKey } from '../../shared/lib/ids.ts';
import { schemaName } from '../../shared/schema/version.ts';
import { freshIds, othersIds, type MadeEdit } from './fresh-ids.ts';
import type { Outbox } from './outbox.ts';
import { renameClients } from './rename-clients.ts';
import { projected } from './row-of.ts';
import { documentOf } from './stored-document.ts';
import { holdsUpdate } from './take-back.ts';
import type { TakenIn } from './types.ts';
import { BadUnsentFile, writeUnsentFile, type UnsentRecord } from './unsent-file.ts';
import type { OutboxEntry, StoredOutboxEntry, Vault } from './vault.ts';

export interface CarriedEditsContext {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly shop: string;
  readonly user: string;
  readonly tab: string;
  /** Corrected milliseconds. */
  readonly now: () => number;
  /** Edits are unsent from now on, and make another row. */
  readonly putBack: (name: EntityKey, entries: readonly StoredOutboxEntry[]) => Promise<void>;
}

export class CarriedEdits {
  readonly #context: CarriedEditsContext;

  constructor(context: CarriedEditsContext) {
    this.#context = context;
  }

  /** Everything unsent, on this device's disk or not. */
  async file(): Promise<string> {
    const { outbox, shop, user, now } = this.#context;
    const records: UnsentRecord[] = [];
    for (const name of outbox.names()) {
      const edits = outbox.edits(name).map(({ entry, update }) => ({ at: entry.at, update }));
      const doc = await this.#documentOf(name);
      const { fields } = projected(must(parseEntityKey(name), 'a record has a name'), doc);
      doc.destroy();
      records.push({ name, values: { ...fields }, edits });
    }
    return writeUnsentFile({ shop, user, schema: schemaName, saved: now(), records });
  }

  /** @throws BadUnsentFile, or VaultFailed; nothing was taken in then. */
  async takeIn(text: string): Promise<TakenIn> {
    const { vault, shop, user, tab, putBack } = this.#context;
    const { readUnsentFile } = await import('./read-unsent-file.ts');
    const content = await readUnsentFile(text);
    if (content.shop !== shop) throw new BadUnsentFile('other-shop');
    if (content.user !== user) throw new BadUnsentFile('other-user');
    const fresh: OutboxEntry[] = [];
    let known = 0;
    for (const { name, edits } of content.records) {
      const doc = await this.#documentOf(name);
      for (const { at, update, isOurs } of await named(doc, edits)) {
        if (isOurs && holdsUpdate(doc, update)) {
          known++;
          continue;
        }
        // What the file says twice is taken in once.
        Y.applyUpdate(doc, update);
        fresh.push({ name, update, clients: [...Y.parseUpdateMeta(update).from.keys()], tab, at });
      }
      doc.destroy();
    }
    const ids = await vault.addToOutbox(fresh);
    const entries = fresh.flatMap((entry, index): StoredOutboxEntry | [] => {
      const id = ids[index] ?? null;
      return id === null ? [] : { ...entry, id, sent: false };
    });
    const names = [...new Set(entries.map(({ name }) => name))];
    for (const name of names) {
      await putBack(
        name,
        entries.filter((entry) => entry.name === name),
      );
    }
    return { edits: entries.length, records: names.length, known, erased: fresh.length - entries.length };
  }

  /** What this device has of a record, its unsent edits included. */
  async #documentOf(name: EntityKey): Promise<Y.Doc> {
    const { vault, outbox } = this.#context;
    // Before what is stored: an edit that is acknowledged meanwhile is in one of them at least.
    const unsent = outbox.edits(name).map(({ update }) => update);
    await outbox.flush();
    // One that cannot be read is put aside when it is opened; the edits are not to wait for that.
    const stored = await vault.record(name).catch(() => undefined);
    return documentOf(stored?.chunks ?? [], stored?.own ?? [], unsent);
  }
}

/** Whoever claims the ids that follow from each other, too, has read the edits. */
const mostClaimed = 8;

/** The edits as they are named by now; not `isOurs` where a part of them cannot be named anew and somebody else has its name. */
async function named(
  doc: Y.Doc,
  edits: readonly MadeEdit[],
): Promise<readonly (MadeEdit & { readonly isOurs: boolean })[]> {
  let now = edits;
  for (let tries = 0; ; tries++) {
    const others = othersIds(
      doc,
      now.map(({ update }) => update),
    );
    const renamed = await freshIds(others, now);
    if (renamed.size === 0 || tries === mostClaimed) {
      return now.map((edit) => {
        const clients = [...Y.parseUpdateMeta(edit.update).from.keys()];
        return { ...edit, isOurs: !clients.some((client) => others.includes(client)) };
      });
    }
    now = now.map(({ at, update }) => ({ at, update: renameClients(update, renamed) }));
  }
}
