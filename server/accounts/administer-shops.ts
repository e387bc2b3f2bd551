/** What an operator does with shops (section SHOP of docs/SPEC.md). What ends somebody's access ends their open connections. */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Files } from '../files/files.ts';
import { ensureShop } from '../import/ensure-shop.ts';
import type { Log } from '../log.ts';
import { noteActs } from '../operator/acts.ts';
import { actLine } from '../relay/act-line.ts';
import type { Relay } from '../relay/relay.ts';
import type { Quotas, Store, UnfinishedShop } from '../store/store.ts';
import { askedShop, shopAsked } from './asked-shop.ts';
import { importShop } from './import-shop.ts';
import { NotDone } from './not-done.ts';
import { quotasAfter } from './quotas.ts';
import { lineIn, newShop, shopIn, type Asked } from './read-asked.ts';
import { removeShop, type RemoveShopDependencies } from './remove-shop.ts';
import { textIn } from '../text-in.ts';

export interface ShopActsDependencies {
  readonly store: Pick<
    Store,
    | 'shop'
    | 'shops'
    | 'hasShop'
    | 'createShop'
    | 'setSuspended'
    | 'setQuotas'
    | 'users'
    | 'logBytes'
    | 'scrub'
    | 'beginShop'
    | 'markShop'
    | 'saveLocation'
    | 'setApart'
    | 'saveUser'
    | 'append'
    | 'compact'
    | 'noteAudit'
  >;
  readonly relay: Pick<Relay, 'cut' | 'reopen' | 'limit' | 'removeShop' | 'locate'>;
  readonly files: Pick<Files, 'used' | 'removeShop' | 'begin' | 'append'>;
  readonly bridges: RemoveShopDependencies['bridges'];
  /** The relay's time in milliseconds. */
  readonly now: () => number;
  readonly random: Random;
  readonly log: Log;
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

/** Each reads what it is asked from a JSON object, and answers one. @throws NotDone */
export function shopActs(given: ShopActsDependencies) {
  const { store, relay, files } = given;

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

  return {
    async 'shop-create'(asked: Asked) {
      const shop = newShop(textIn(asked, 'shop'));
      const title = lineIn(asked, 'title', shop);
      return afresh(shop, async () => {
        if (await store.shop(shop)) throw new NotDone('conflict', `There is a shop "${shop}" already.`);
        await store.createShop(shop, title, given.now());
        relay.reopen(shop);
        return tellShop(shop);
      });
    },
    async 'shop-ensure'(asked: Asked) {
      const shop = newShop(textIn(asked, 'shop'));
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
    async 'shop-suspend'(asked: Asked) {
      const shop = await askedShop(store, asked);
      await store.setSuspended(shop, true);
      relay.cut({ shop }, 'suspended');
      await noteActs(given, [actLine(shop, 'suspended', given.now())]);
      return tellShop(shop);
    },
    async 'shop-resume'(asked: Asked) {
      const shop = await askedShop(store, asked);
      if (!(await store.setSuspended(shop, false))) await askedShop(store, asked);
      else {
        relay.reopen(shop);
        await noteActs(given, [actLine(shop, 'resumed', given.now())]);
      }
      return tellShop(shop);
    },
    async 'shop-limit'(asked: Asked) {
      const { shop, quotas: before = {} } = await shopAsked(store, asked);
      const quotas = quotasAfter(before, asked);
      await store.setQuotas(shop, quotas);
      relay.limit(shop, quotas);
      return tellShop(shop);
    },
    'shop-import': async (asked: Asked) =>
      importShop({ ...given, alone: afresh }, { file: textIn(asked, 'file'), as: textIn(asked, 'as') }),
    async 'shop-remove'(asked: Asked) {
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
  };
}
