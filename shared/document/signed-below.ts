/**
 * How far what an update carries of each client names its owner. Entries of registers and ledgers say who wrote them; the relay
 * took none under somebody's client id that says another (rule REFUSE-3), so one that does was never stored.
 */
import * as Y from 'yjs';
import { isSystemAuthor } from '../lib/ids.ts';
import { parseLedgerEntry } from './ledger.ts';
import { parseEntry } from './registers.ts';

/**
 * The clock of the first entry of each client that names somebody else than its owner; none for clients of which there is no
 * such entry, or whose owner is the relay itself, which writes back what others wrote.
 */
export function signedBelow(
  update: Uint8Array,
  ownerOf: (client: number) => string | undefined,
): Map<number, number> {
  const first = new Map<number, number>();
  for (const struct of Y.decodeUpdate(update).structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny)) continue;
    const { client, clock } = struct.id;
    const owner = ownerOf(client);
    if (owner === undefined || isSystemAuthor(owner) || first.has(client)) continue;
    const elements: readonly unknown[] = struct.content.arr;
    const at = elements.findIndex((element) => {
      const author = parseEntry(element)?.author ?? parseLedgerEntry(element)?.by;
      return author !== undefined && author !== owner;
    });
    if (at >= 0) first.set(client, clock + at);
  }
  return first;
}
