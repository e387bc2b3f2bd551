/**
 * What an operator does with shops and people, whether the relay runs or not (sections SHOP and PEOPLE of docs/SPEC.md): the
 * command line does it here when it has the folder, and asks a running relay for the same otherwise. What ends somebody's access
 * ends their open connections.
 */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Files } from '../files/files.ts';
import type { Relay } from '../relay/relay.ts';
import type { Quotas, Store, UnfinishedShop, User } from '../store/store.ts';
import {
  addWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  retryWebhook,
} from '../webhooks/administer-webhooks.ts';
import { ensureShop } from '../import/ensure-shop.ts';
import type { Accounts } from './accounts.ts';
import { isOwnAddress } from './own-addresses.ts';
import {
  addLocation,
  keepApart,
  locationsIn,
  removeLocation,
  renameLocation,
  tellLocations,
} from './administer-locations.ts';
import { importShop } from './import-shop.ts';
import { NotDone } from './not-done.ts';
import { mustHaveRoom, quotasAfter } from './quotas.ts';
import { removeShop, type RemoveShopDependencies } from './remove-shop.ts';
import { lineIn, roleIn, shopIn, textIn, userIn, type Asked } from './read-asked.ts';

export interface AdministrationDependencies {
  readonly store: Pick<
    Store,
    | 'shop'
    | 'shops'
    | 'hasShop'
    | 'createShop'
    | 'setSuspended'
    | 'setQuotas'
    | 'users'
    | 'user'
    | 'head'
    | 'logBytes'
    | 'scrub'
    | 'accounts'
    | 'locations'
    | 'saveLocation'
    | 'removeLocation'
    | 'setApart'
    | 'programs'
    | 'recordCount'
    | 'beginShop'
    | 'markShop'
    | 'saveUser'
    | 'append'
    | 'compact'
  >;
  readonly relay: Pick<Relay, 'saveUser' | 'cut' | 'reopen' | 'limit' | 'removeShop' | 'locate'>;
  readonly files: Pick<Files, 'used' | 'removeShop' | 'begin' | 'append'>;
  readonly bridges: RemoveShopDependencies['bridges'];
  readonly accounts: Pick<Accounts, 'invite' | 'devices' | 'endDevice' | 'endAllDevices' | 'forget'>;
  /** The relay's time in milliseconds. */
  readonly now: () => number;
  readonly random: Random;
  readonly webhooksAnywhere?: boolean;
}

export interface ShopTold {
  readonly shop: string;
  readonly title: string;
  readonly suspended: boolean;
  /** Where it is half made or half gone. */
  readonly unfinished?: UnfinishedShop;
  readonly quotas: Quotas;
  /** Of those who are not removed. */
  readonly users: number;
  /** Bytes that its photos and signatures take. */
  readonly files: number;
  /** Bytes of its log. */
  readonly bytes: number;
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

/** By the name of what is done. Each reads what it is asked from a JSON object, and answers one. @throws NotDone */
export type Administration = Readonly<Record<AdministrationAct, (asked: Asked) => Promise<unknown>>>;

export const administrationActs = [
  'shop-create',
  'shop-ensure',
  'shop-list',
  'shop-suspend',
  'shop-resume',
  'shop-limit',
  'shop-remove',
  'shop-import',
  'user-add',
  'user-list',
  'user-set-role',
  'user-invite',
  'user-remove',
  'user-sessions',
  'user-revoke',
  'user-set-locations',
  'location-list',
  'location-add',
  'location-rename',
  'location-remove',
  'location-apart',
  'webhook-add',
  'webhook-list',
  'webhook-remove',
  'webhook-deliveries',
  'webhook-retry',
] as const;
export type AdministrationAct = (typeof administrationActs)[number];

/** The name of one that is to be made. @throws NotDone `bad-request` */
function newShopIn(asked: Asked): ShopId {
  const shop = shopIn(asked);
  if (isOwnAddress(shop)) throw new NotDone('bad-request', `"${shop}" is an address of the relay's own.`);
  return shop;
}

export function createAdministration(given: AdministrationDependencies): Administration {
  const { store, relay, files, accounts } = given;

  async function shopOf(asked: Asked): Promise<ShopId> {
    const shop = shopIn(asked);
    const found = await store.shop(shop);
    if (!found) throw new NotDone('not-found', `There is no shop "${shop}".`);
    if (found.unfinished) {
      const half = found.unfinished === 'importing' ? 'imported' : 'removed';
      throw new NotDone('conflict', `The shop "${shop}" is half ${half}: remove it, or make it anew.`);
    }
    return shop;
  }

  /** Shops that are being made or removed by what was asked here. */
  const busy = new Set<ShopId>();

  async function alone<T>(shop: ShopId, work: () => Promise<T>): Promise<T> {
    if (busy.has(shop))
      throw new NotDone('conflict', `The shop "${shop}" is being made or removed right now.`);
    busy.add(shop);
    try {
      return await work();
    } finally {
      busy.delete(shop);
    }
  }

  /** For a shop that is to be made: nothing of half a shop, or of one before, is there any more when its work begins. */
  const afresh = <T>(shop: ShopId, work: () => Promise<T>): Promise<T> =>
    alone(shop, async () => {
      const found = await store.shop(shop);
      if (found?.unfinished) await removeShop(given, shop);
      else if (!found) {
        await given.bridges.removeShop(shop);
        await files.removeShop(shop);
      }
      return work();
    });

  async function userOf(asked: Asked): Promise<User> {
    const shop = await shopOf(asked);
    const id = userIn(asked);
    const user = await store.user(shop, id);
    if (!user) throw new NotDone('not-found', `There is no user "${id}" in the shop "${shop}".`);
    return user;
  }

  async function memberOf(asked: Asked): Promise<User> {
    const user = await userOf(asked);
    if (user.revoked) throw new NotDone('conflict', `"${user.id}" was removed; add them again first.`);
    return user;
  }

  async function tellShop(shop: ShopId): Promise<ShopTold> {
    const [found, users, used, bytes] = await Promise.all([
      store.shop(shop),
      store.users(shop),
      files.used(shop),
      store.logBytes(shop),
    ]);
    return {
      shop,
      title: found?.title ?? shop,
      suspended: found?.suspended === true,
      ...(found?.unfinished && { unfinished: found.unfinished }),
      quotas: found?.quotas ?? {},
      users: users.filter(({ revoked }) => !revoked).length,
      files: used,
      bytes,
    };
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
    async 'shop-create'(asked) {
      const shop = newShopIn(asked);
      const title = lineIn(asked, 'title', shop);
      return afresh(shop, async () => {
        if (await store.shop(shop)) throw new NotDone('conflict', `There is a shop "${shop}" already.`);
        await store.createShop(shop, title, given.now());
        relay.reopen(shop);
        return tellShop(shop);
      });
    },
    async 'shop-ensure'(asked) {
      const shop = newShopIn(asked);
      if ((await store.shop(shop))?.unfinished === undefined && (await store.hasShop(shop)))
        return { shop, made: false };
      return afresh(shop, async () => {
        const made = await ensureShop(store, shop, given.now());
        if (made) relay.reopen(shop);
        return { shop, made };
      });
    },
    async 'shop-list'() {
      return Promise.all((await store.shops()).map(({ shop }) => tellShop(shop)));
    },
    async 'shop-suspend'(asked) {
      const shop = await shopOf(asked);
      await store.setSuspended(shop, true);
      relay.cut({ shop }, 'suspended');
      return tellShop(shop);
    },
    async 'shop-resume'(asked) {
      const shop = await shopOf(asked);
      if (!(await store.setSuspended(shop, false))) await shopOf(asked);
      else relay.reopen(shop);
      return tellShop(shop);
    },
    async 'shop-limit'(asked) {
      const shop = await shopOf(asked);
      const quotas = quotasAfter((await store.shop(shop))?.quotas ?? {}, asked);
      await store.setQuotas(shop, quotas);
      relay.limit(shop, quotas);
      return tellShop(shop);
    },
    'shop-import': async (asked) =>
      importShop({ ...given, alone: afresh }, { file: textIn(asked, 'file'), as: textIn(asked, 'as') }),
    async 'shop-remove'(asked) {
      const shop = shopIn(asked);
      if (!(await store.shop(shop))) throw new NotDone('not-found', `There is no shop "${shop}".`);
      const told = await tellShop(shop);
      if (asked.get('yes') !== true) return { ...told, done: false };
      return alone(shop, async () => {
        const photos = await removeShop(given, shop);
        const scrubbed = await store.scrub();
        return { ...told, photos, scrubbed, done: true };
      });
    },

    async 'user-add'(asked) {
      const shop = await shopOf(asked);
      const id = userIn(asked);
      const role = roleIn(asked);
      const known = await store.user(shop, id);
      if (known && !known.revoked) {
        throw new NotDone('conflict', `There is a user "${id}" in the shop "${shop}" already.`);
      }
      await mustHaveRoom(store, shop);
      const user: User = { shop, id, name: lineIn(asked, 'name', known?.name ?? id), role };
      await relay.saveUser(user);
      return tellUser(user);
    },
    async 'user-list'(asked) {
      return Promise.all((await store.users(await shopOf(asked))).map(tellUser));
    },
    async 'user-set-role'(asked) {
      const user = { ...(await memberOf(asked)), role: roleIn(asked) };
      await relay.saveUser(user);
      return tellUser(user);
    },
    async 'user-invite'(asked) {
      const { shop, id, name } = await memberOf(asked);
      const { code, expires } = await accounts.invite({ shop, user: id }, 'operator');
      return { shop, user: id, name, code, expires };
    },
    async 'user-remove'(asked) {
      const user = await userOf(asked);
      const removed: User = { ...user, revoked: true };
      await relay.saveUser(removed);
      await accounts.forget({ shop: user.shop, user: user.id });
      return tellUser(removed);
    },
    async 'user-sessions'(asked) {
      const { shop, id } = await userOf(asked);
      const devices = await accounts.devices({ shop, user: id });
      return devices.map(({ id, device, made, used, expires }): DeviceTold => ({
        id,
        device,
        made,
        used,
        expires,
      }));
    },
    async 'user-revoke'(asked) {
      const { shop, id } = await userOf(asked);
      const session = textIn(asked, 'session');
      if (session === '') return { ended: await accounts.endAllDevices({ shop, user: id }) };
      if (await accounts.endDevice({ shop, user: id }, session)) return { ended: 1 };
      throw new NotDone('not-found', `"${id}" is not signed in on a device with the id "${session}".`);
    },
    async 'user-set-locations'(asked) {
      const { locations: _before, ...user } = await memberOf(asked);
      const locations = await locationsIn(store, user.shop, asked.get('locations'));
      const moved: User = { ...user, ...(locations.length > 0 && { locations }) };
      await relay.saveUser(moved);
      return tellUser(moved);
    },

    'location-list': async (asked) => tellLocations(store, await shopOf(asked)),
    'location-add': async (asked) => addLocation(given, await shopOf(asked), asked),
    'location-rename': async (asked) => renameLocation(given, await shopOf(asked), asked),
    'location-remove': async (asked) => removeLocation(given, await shopOf(asked), asked),
    'location-apart': async (asked) => keepApart(given, await shopOf(asked), asked),

    'webhook-add': async (asked) =>
      addWebhook(given, { shop: await shopOf(asked), by: '@operator' as Author, role: 'owner' }, asked),
    'webhook-list': async (asked) => listWebhooks(given, await shopOf(asked)),
    'webhook-remove': async (asked) => removeWebhook(given, await shopOf(asked), textIn(asked, 'id')),
    'webhook-deliveries': async (asked) => listDeliveries(given, await shopOf(asked), textIn(asked, 'id')),
    'webhook-retry': async (asked) => retryWebhook(given, await shopOf(asked), asked),
  };
}
