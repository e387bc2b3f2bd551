/**
 * Whose edits an update carries, and what follows from it (rules ROOM-3 and ROOM-4). A client id belongs to the
 * first user who wrote with it, in one document and for ever; nobody else's later edits count under it.
 */
import type { Author } from '../../shared/lib/ids.ts';
import type { ClientRange } from '../../shared/protocol/scan.ts';

export interface ClientsContext {
  readonly user: Author;
  /** A sync step 2 passes on what its sender once heard; an update is the sender's own. */
  readonly step2: boolean;
  /** What the document has of a client. */
  readonly clockOf: (client: number) => number;
  /** Whose id it is, when anybody's. */
  readonly ownerOf: (client: number) => Author | undefined;
  /** Whether another user who is here vouches for the id or shows its presence under it. */
  readonly isOthers: (client: number) => boolean;
  /** Whether its `open` named the id: it takes what it writes under it for its own. */
  readonly vouchesFor: (client: number) => boolean;
  /** Whether the sender may bind it: it vouches for it, or is a stock client, which cannot. */
  readonly isOwn: (client: number) => boolean;
}

export type ClientsVerdict =
  /** Somebody writes in another user's name. */
  | { readonly verdict: 'hostile'; readonly client: number }
  /** Good but for the structs of `foreign`; `fresh` ids become the sender's once they are integrated. */
  | { readonly verdict: 'take'; readonly foreign: ReadonlySet<number>; readonly fresh: readonly number[] };

const none: ReadonlySet<number> = new Set();

export function judgeClients(ranges: readonly ClientRange[], context: ClientsContext): ClientsVerdict {
  let foreign: Set<number> | undefined;
  const fresh: number[] = [];
  for (const { client, to } of ranges) {
    const isKnown = to <= context.clockOf(client);
    if (isKnown && !context.vouchesFor(client)) continue;
    const owner = context.ownerOf(client);
    if (owner === context.user) continue;
    // What its sender takes for its own is neither skipped nor left out without a word: that would be acknowledged.
    if (owner !== undefined && context.vouchesFor(client)) return { verdict: 'hostile', client };
    if (isKnown) continue;
    const isFree = owner === undefined && !context.isOthers(client);
    if (isFree && (context.isOwn(client) || !context.step2)) {
      fresh.push(client);
    } else if (context.step2 && !context.vouchesFor(client)) {
      (foreign ??= new Set()).add(client);
    } else {
      return { verdict: 'hostile', client };
    }
  }
  return { verdict: 'take', foreign: foreign ?? none, fresh };
}

/** Whether structs are missing before, or inside of, what the update carries of a client (rule ROOM-5). */
export const hasGap = (ranges: readonly ClientRange[], clockOf: (client: number) => number): boolean =>
  ranges.some(({ client, from, to, gap }) => {
    const clock = clockOf(client);
    return from > clock || (gap && to > clock);
  });
