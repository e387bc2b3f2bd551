/** What an operator does with people (section PEOPLE of docs/SPEC.md). What ends somebody's access ends their open connections. */
import type { Relay } from '../relay/relay.ts';
import type { Store, User } from '../store/store.ts';
import type { Accounts } from './accounts.ts';
import { locationsIn } from './administer-locations.ts';
import { askedShop } from './asked-shop.ts';
import { NotDone } from './not-done.ts';
import { lineIn, roleIn, userIn, type Asked } from './read-asked.ts';
import { takeIn } from './take-in.ts';
import { textIn } from '../text-in.ts';

export interface PeopleActsDependencies {
  readonly store: Pick<Store, 'shop' | 'users' | 'user' | 'accounts' | 'locations'>;
  readonly relay: Pick<Relay, 'changeUser'>;
  readonly accounts: Pick<Accounts, 'invite' | 'devices' | 'endDevice' | 'endAllDevices' | 'forget'>;
  /** False where an identity provider signs people in: nobody is invited (rule OIDC-6). */
  readonly passwords?: boolean;
}

export interface UserTold {
  readonly shop: string;
  readonly user: string;
  readonly name: string;
  readonly role: string;
  readonly removed: boolean;
  /** Ids of the locations that they belong to; of all when empty. */
  readonly locations: readonly string[];
  readonly password: boolean;
  readonly pin: boolean;
  readonly devices: number;
  /** When one of their devices renewed its token last, in milliseconds; null for never, or signed out. */
  readonly seen: number | null;
}

export interface DeviceTold {
  readonly id: string;
  readonly device: string;
  readonly made: number;
  readonly used: number;
  readonly expires: number;
}

/** Each reads what it is asked from a JSON object, and answers one. @throws NotDone */
export function peopleActs({ store, relay, accounts, passwords = true }: PeopleActsDependencies) {
  async function userOf(asked: Asked): Promise<User> {
    const shop = await askedShop(store, asked);
    return mustBeThere(await store.user(shop, userIn(asked)), asked);
  }

  async function memberOf(asked: Asked): Promise<User> {
    return mustBeMember(await userOf(asked));
  }

  /** Changes somebody as they are in that moment: what was changed meanwhile stays (rule AUTH-11). */
  async function change(asked: Asked, to: (before: User) => User | Promise<User>): Promise<User> {
    const shop = await askedShop(store, asked);
    return relay.changeUser(shop, userIn(asked), async (before) => to(mustBeThere(before, asked)));
  }

  async function tellUser({ shop, id, name, role, revoked, locations = [] }: User): Promise<UserTold> {
    const account = { shop, user: id };
    const [stored, devices] = await Promise.all([store.accounts.account(account), accounts.devices(account)]);
    return {
      shop,
      user: id,
      name,
      role,
      removed: revoked === true,
      locations,
      password: typeof stored?.password === 'string',
      pin: typeof stored?.pin === 'string',
      devices: devices.length,
      seen: devices[0]?.used ?? null,
    };
  }

  return {
    async 'user-add'(asked: Asked) {
      const shop = await askedShop(store, asked);
      const id = userIn(asked);
      const role = roleIn(asked);
      const user = await relay.changeUser(shop, id, async (known) => {
        if (known && !known.revoked)
          throw new NotDone('conflict', `There is a user "${id}" in the shop "${shop}" already.`);
        await takeIn({ store, accounts }, shop, id, known);
        return { shop, id, name: lineIn(asked, 'name', known?.name ?? id), role };
      });
      return tellUser(user);
    },
    async 'user-list'(asked: Asked) {
      return Promise.all((await store.users(await askedShop(store, asked))).map(tellUser));
    },
    async 'user-set-role'(asked: Asked) {
      const role = roleIn(asked);
      return tellUser(await change(asked, (before) => ({ ...mustBeMember(before), role })));
    },
    async 'user-invite'(asked: Asked) {
      const { shop, id, name } = await memberOf(asked);
      if (!passwords)
        throw new NotDone('conflict', 'An identity provider signs people in here: nobody is invited.');
      const { code, expires } = await accounts.invite({ shop, user: id }, 'operator');
      return { shop, user: id, name, code, expires };
    },
    async 'user-remove'(asked: Asked) {
      const user = await change(asked, (before) => ({ ...before, revoked: true }));
      await accounts.forget({ shop: user.shop, user: user.id });
      return tellUser(user);
    },
    async 'user-sessions'(asked: Asked) {
      const { shop, id: user } = await userOf(asked);
      const devices = await accounts.devices({ shop, user });
      return devices.map(({ id, device, made, used, expires }): DeviceTold => ({
        id,
        device,
        made,
        used,
        expires,
      }));
    },
    async 'user-revoke'(asked: Asked) {
      const { shop, id: user } = await userOf(asked);
      const session = textIn(asked, 'session');
      if (session === '') return { ended: await accounts.endAllDevices({ shop, user }, 'operator') };
      if (await accounts.endDevice({ shop, user }, session, 'operator')) return { ended: 1 };
      throw new NotDone('not-found', `"${user}" is not signed in on a device with the id "${session}".`);
    },
    async 'user-set-locations'(asked: Asked) {
      const moved = await change(asked, async (before) => {
        const { locations: _before, ...user } = mustBeMember(before);
        const locations = await locationsIn(store, user.shop, asked.get('locations'));
        return { ...user, ...(locations.length > 0 && { locations }) };
      });
      return tellUser(moved);
    },
  };
}

/** @throws NotDone `not-found` */
function mustBeThere(user: User | undefined, asked: Asked): User {
  if (user) return user;
  throw new NotDone(
    'not-found',
    `There is no user "${userIn(asked)}" in the shop "${textIn(asked, 'shop')}".`,
  );
}

/** @throws NotDone `conflict` */
function mustBeMember(user: User): User {
  if (user.revoked) throw new NotDone('conflict', `"${user.id}" was removed; add them again first.`);
  return user;
}
