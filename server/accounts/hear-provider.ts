/** Keeps the shop's list in step with what an identity provider says of its people, by whichever door they come (rule OIDC-12). */
import type { Claimed, HearProvider } from '../auth/oidc.ts';
import { afterWord, isNews, readWord, writeWord } from '../auth/provider-word.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store, User } from '../store/store.ts';
import { AccountRefused } from './refusal.ts';

export interface HearProviderDependencies {
  readonly store: Pick<Store, 'user' | 'accounts'>;
  readonly relay: Pick<Relay, 'changeUser'>;
}

export function createHearProvider({ store, relay }: HearProviderDependencies): HearProvider {
  /** One after another: two tokens with the same news are one change. */
  let turn: Promise<unknown> = Promise.resolve();

  async function look({ shop, user, role, locations, issued }: Claimed) {
    const [known, said] = await Promise.all([store.user(shop, user), store.accounts.said({ shop, user })]);
    const word = { role, locations, at: issued };
    // What was said of somebody who is not in the list any more is as if it was never said.
    const last = known && readWord(said);
    return { known, word, last, news: isNews(word, last) };
  }

  async function note(claimed: Claimed, name: string): Promise<User> {
    const { shop, user: id } = claimed;
    const { known, word, last, news } = await look(claimed);
    const after = (before: User | undefined): User => {
      if (before?.revoked) throw new AccountRefused('wrong');
      const mayDo = before && !news ? before : afterWord(word, last, before);
      return { shop, id, name, role: mayDo.role, ...(mayDo.locations && { locations: mayDo.locations }) };
    };
    const isSame = JSON.stringify(after(known)) === JSON.stringify(known);
    const user =
      known && isSame ? known : await relay.changeUser(shop, id, (before) => Promise.resolve(after(before)));
    // Last, so that what was cut off before is news once more.
    if (news) await store.accounts.setSaid({ shop, user: id }, writeWord(word));
    return user;
  }

  return async (claimed, name) => {
    const { known, news } = await look(claimed);
    if (known && !known.revoked && !news && known.name === name) return known;
    const noted = turn.then(() => note(claimed, name));
    turn = noted.catch(() => undefined);
    return noted;
  };
}
