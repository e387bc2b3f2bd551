/**
 * Takes what this device holds of somebody who signed out, and tells the relay (rules OUT-1 to OUT-3). What was cut off, or
 * could not be told for want of a network, is done at the next start.
 */
import type { Time } from '../../../shared/lib/time.ts';
import { askSession } from './entering.ts';
import type { PinVerifier } from './pin-verifier.ts';
import type { Sessions, Who } from './sessions.ts';

export interface ClearParts {
  readonly sessions: Sessions;
  readonly verifier: Pick<PinVerifier, 'forget'>;
  readonly indexedDB: IDBFactory | undefined;
  readonly time: Time;
  /** Where drafts and marks of one person lie among those of others. */
  readonly texts: Pick<Storage, 'key' | 'length' | 'removeItem'>;
  readonly endAtRelay: (who: Who) => Promise<'ended' | 'away'>;
}

export const endAtRelay = async ({ shop, user }: Who): Promise<'ended' | 'away'> => {
  const answer = await askSession('DELETE', `/${shop}/${user}`);
  return answer === 'away' || !answer.ok ? 'away' : 'ended';
};

/** Takes the data of whoever signed out from this device; what cannot go now goes at the next start. */
export async function forgetGoing(parts: ClearParts): Promise<void> {
  const { sessions, verifier, texts } = parts;
  for (const who of sessions.going()) {
    if (who.step !== 'data') continue;
    const forgotten = await forgetDatabases(parts, who);
    forgetTexts(texts, who);
    verifier.forget(who);
    if (forgotten) sessions.gone(who, 'data');
  }
}

/** Ends the devices of whoever signed out at the relay, where that has not been done yet. */
export async function endGoing({
  sessions,
  endAtRelay,
}: Pick<ClearParts, 'sessions' | 'endAtRelay'>): Promise<void> {
  for (const who of sessions.going()) {
    // One that cannot be told holds up no other: they may be of another shop, or the relay refused that one alone.
    const told = await endAtRelay(who).catch(() => 'away' as const);
    if (told === 'away') continue;
    // What is here goes first, however long that takes: then the note is for that.
    if (who.step === 'relay') sessions.gone(who, 'relay');
  }
}

/** `solder/SHOP/USER`, and whatever is named below it. */
const isOf = (name: string, { shop, user }: Who): boolean => `${name}/`.startsWith(`solder/${shop}/${user}/`);

/** False where something else has one of them open still: it is tried again at the next start. */
async function forgetDatabases({ indexedDB, time }: ClearParts, who: Who): Promise<boolean> {
  if (!indexedDB) return true;
  const usual = [`solder/${who.shop}/${who.user}`, `solder/${who.shop}/${who.user}/files`];
  // A browser that cannot list them has no more than those, and journals of records that were open.
  const all = await listed(indexedDB);
  const names = new Set([...usual, ...all.filter((name) => isOf(name, who))]);
  const forgotten = await Promise.all([...names].map((name) => forget(indexedDB, time, name)));
  return forgotten.every(Boolean);
}

async function listed(indexedDB: IDBFactory): Promise<readonly string[]> {
  try {
    return (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  } catch {
    return [];
  }
}

/** A tab that is told to let go does so within this time, in milliseconds. */
const patience = 5_000;

function forget(indexedDB: IDBFactory, time: Time, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = time.after(patience, () => resolve(false));
    const end = (isForgotten: boolean): void => {
      cancel();
      resolve(isForgotten);
    };
    const forgetting = indexedDB.deleteDatabase(name);
    forgetting.addEventListener('success', () => end(true));
    forgetting.addEventListener('error', () => end(false));
  });
}

/** Drafts, check-ins and marks have the person in the middle of their names: `solder.drafts/SHOP/USER/TAB`. */
function forgetTexts(texts: ClearParts['texts'], { shop, user }: Who): void {
  const names = Array.from({ length: texts.length }, (_, index) => texts.key(index)).filter(
    (name) => name !== null,
  );
  for (const name of names) {
    if (name.startsWith('solder') && `${name}/`.includes(`/${shop}/${user}/`)) texts.removeItem(name);
  }
}
