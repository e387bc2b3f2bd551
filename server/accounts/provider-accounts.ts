/**
 * People whom an identity provider vouches for, on devices that stay signed in as those of accounts do (rules OIDC-7 to OIDC-10): the
 * same cookie and the same short tokens. The provider is asked again each time a device renews its token.
 */
import type { Time } from '../../shared/lib/time.ts';
import { OidcFailed, type OidcFlow, type Vouched } from '../auth/oidc-flow.ts';
import type { TextSeal } from '../auth/seal-text.ts';
import type { Claimed, HearProvider } from '../auth/oidc.ts';
import { errorKind, type Log } from '../log.ts';
import type { AccountName } from '../store/account-store.ts';
import { StoreUnavailable, type Store, type User } from '../store/store.ts';
import type { Accounts, Asking, Entered } from './accounts.ts';
import { parseRefreshToken } from './refresh-token.ts';
import { AccountRefused } from './refusal.ts';

export interface ProviderAccountsDependencies {
  readonly accounts: Accounts;
  readonly flow: OidcFlow;
  readonly seal: TextSeal;
  readonly store: Pick<Store, 'user' | 'users' | 'shop' | 'accounts'>;
  readonly hear: HearProvider;
  readonly time: Time;
  readonly log: Log;
}

export interface ProviderAccounts extends Accounts {
  /** @throws AccountRefused `wrong` for a shop that is not here and for who was removed, `suspended` */
  enterVouched(vouched: Vouched, asking: Asking): Promise<Entered>;
}

export function createProviderAccounts(given: ProviderAccountsDependencies): ProviderAccounts {
  const { accounts, flow, seal, store, hear, log } = given;

  /** Somebody as they are now is in the shop's list, so that they are named and can be removed. @throws AccountRefused */
  async function listed(claimed: Claimed): Promise<User> {
    const { shop, user: id } = claimed;
    const [found, known] = await Promise.all([store.shop(shop), store.user(shop, id)]);
    if (!found || known?.revoked) throw new AccountRefused('wrong');
    if (found.suspended) throw new AccountRefused('suspended');
    return hear(claimed, claimed.name);
  }

  async function askAgain(name: AccountName, device: string): Promise<void> {
    const sealed = await store.accounts.upstream(device);
    const refresh = sealed === '' ? undefined : seal.open(sealed);
    if (sealed === '') return;
    if (refresh === undefined) throw new OidcFailed('over');
    const claimed = await flow.renew(refresh, (next) => store.accounts.setUpstream(device, seal.seal(next)));
    if (!claimed) return;
    if (claimed.shop !== name.shop || claimed.user !== name.user) throw new OidcFailed('over');
    await listed(claimed);
  }

  return {
    ...accounts,
    async enterVouched({ claimed, refresh }, asking) {
      const user = await listed(claimed);
      const entered = await accounts.enter(user, asking);
      const { id = '' } = parseRefreshToken(entered.refresh) ?? {};
      if (refresh !== undefined) await store.accounts.setUpstream(id, seal.seal(refresh));
      return entered;
    },
    async refresh(name, token) {
      const { id } = parseRefreshToken(token) ?? {};
      const device = id === undefined ? undefined : await store.accounts.device(id);
      // Whoever shows no device of theirs makes nobody ask the provider.
      if (!device || device.shop !== name.shop || device.user !== name.user)
        throw new AccountRefused('ended');
      const entered = await accounts.refresh(name, token);
      try {
        await askAgain(name, device.id);
      } catch (error) {
        const why = error instanceof OidcFailed ? error.why : undefined;
        log('info', 'provider-asked', { shop: name.shop, user: name.user, why: why ?? errorKind(error) });
        if (why === 'over' || why === 'nobody' || error instanceof AccountRefused) {
          await accounts.endDevice(name, device.id, 'provider');
          throw new AccountRefused('ended');
        }
        // Nobody is signed out because the provider does not answer: they try again.
        if (why !== undefined) throw new StoreUnavailable('the provider cannot be asked', { cause: error });
        throw error;
      }
      return { ...entered, user: (await store.user(name.shop, name.user)) ?? entered.user };
    },
  };
}
