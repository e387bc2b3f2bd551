/** Keeps the shop's list in step with what an identity provider says of its people, by whichever door they come (rules OIDC-12, OIDC-13). */
import type { Claimed, HearProvider } from '../auth/oidc.ts';
import { afterWord, isNews, readWord, writeWord } from '../auth/provider-word.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store, User } from '../store/store.ts';
import { mustHaveRoom } from './quotas.ts';
import { AccountRefused } from './refusal.ts';

export interface HearProviderDependencies {
  readonly store: Pick<Store, 'shop' | 'users' | 'user' | 'accounts'>;
  readonly relay: Pick<Relay, 'changeUser'>;
}

export function createHearProvider({ store, relay }: HearProviderDependencies): HearProvider {
  /** One after another: two tokens with the same news are one change. */
  let turn: Promise<unknown> = Promise.resolve();

  async function weigh({ shop, user, role, locations, issued }: Claimed) {
    const word = { role, locations, at: issued };
    const { provider, roleAt, locationsAt } = await store.accounts.said({ shop, user });
    const last = readWord(provider);
    return { word, last, here: { role: roleAt, locations: locationsAt }, news: isNews(word, last) };
  }

  async function note(claimed: Claimed, name: string): Promise<User> {
    const { shop, user: id } = claimed;
    const after = async (before: User | undefined): Promise<User> => {
      if (before?.revoked) throw new AccountRefused('wrong');
      const { word, last, here, news } = await weigh(claimed);
      if (!before) await mustHaveRoom(store, shop);
      const mayDo = before && !news ? before : afterWord(word, last, here, before);
      return { shop, id, name, role: mayDo.role, ...(mayDo.locations && { locations: mayDo.locations }) };
    };
    const known = await store.user(shop, id);
    const [as, { word, news }] = await Promise.all([after(known), weigh(claimed)]);
    const isSame = JSON.stringify(as) === JSON.stringify(known);
    // Weighed again in the turn of the change: the shop may have said something meanwhile.
    const user = isSame ? as : await relay.changeUser(shop, id, after, 'provider');
    // Last, so that what was cut off before is news once more; also what the shop overruled, so that a token that repeats it is none.
    if (news) await store.accounts.setSaid({ shop, user: id }, writeWord(word));
    return user;
  }

  return async (claimed, name) => {
    const [known, { news }] = await Promise.all([store.user(claimed.shop, claimed.user), weigh(claimed)]);
    if (known && !known.revoked && !news && known.name === name) return known;
    const noted = turn.then(() => note(claimed, name));
    turn = noted.catch(() => undefined);
    return noted;
  };
}
