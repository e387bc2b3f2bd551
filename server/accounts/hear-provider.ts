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
    const here = await store.accounts.said({ shop, user });
    const last = readWord(here.provider);
    return { word, last, here, news: isNews(word, last) };
  }

  type Weighed = Awaited<ReturnType<typeof weigh>>;

  async function note(claimed: Claimed, name: string): Promise<User> {
    const { shop, user: id } = claimed;
    const after = async (before: User | undefined, weighed: Weighed): Promise<User> => {
      if (before?.revoked) throw new AccountRefused('wrong');
      if (!before) await mustHaveRoom(store, shop);
      const { word, last, here, news } = weighed;
      const mayDo = before && !news ? before : afterWord(word, last, here, before);
      return { shop, id, name, role: mayDo.role, ...(mayDo.locations && { locations: mayDo.locations }) };
    };
    const [known, weighed] = await Promise.all([store.user(shop, id), weigh(claimed)]);
    const as = await after(known, weighed);
    const isSame = JSON.stringify(as) === JSON.stringify(known);
    // Weighed again in the turn of the change: the shop may have said something meanwhile.
    const anew = async (before: User | undefined): Promise<User> => after(before, await weigh(claimed));
    const user = isSame ? as : await relay.changeUser(shop, id, anew, 'provider');
    // Last, so that what was cut off before is news once more; also what the shop overruled, so that a token that repeats it is none.
    if (weighed.news) await store.accounts.setSaid({ shop, user: id }, writeWord(weighed.word));
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
