/** The bridges of a data folder: made, paused, asked and ended; the command line asks a running relay for the same (section RUN). */
import { never } from '../../../shared/lib/assert.ts';
import { parseShop, type EntityName, type ShopId } from '../../../shared/lib/ids.ts';
import type { BridgeQueue } from '../../../shared/operator/overview.ts';
import type { Random } from '../../../shared/lib/random.ts';
import type { Time } from '../../../shared/lib/time.ts';
import { NotDone } from '../../accounts/not-done.ts';
import { errorKind, type Log } from '../../log.ts';
import type { Relay } from '../../relay/relay.ts';
import type { Store } from '../../store/store.ts';
import type { Fetch } from '../api/answer-of.ts';
import { isTrouble } from '../api/legacy-api.ts';
import { mappings } from '../mapping/mappings.ts';
import { SqliteBridgeState } from '../state/sqlite-bridge-state.ts';
import { BridgeFiles, type BridgeSettings } from './bridge-files.ts';
import { readSettings } from './read-settings.ts';
import { ShopBridge } from './shop-bridge.ts';
import { storedTokens } from './stored-tokens.ts';

export interface BridgesParts {
  readonly folder: string;
  readonly relay: Pick<Relay, 'write' | 'watch' | 'legacy'>;
  readonly store: Store;
  readonly fetch: Fetch;
  readonly time: Time;
  readonly random: Random;
  readonly log: Log;
}

/** What may be asked; each takes the fields of a JSON object and answers something that is JSON. */
export const bridgeActs = [
  'set',
  'remove',
  'run',
  'status',
  'verify',
  'dead',
  'retry',
  'discard',
  'pause',
  'resume',
] as const;
export type BridgeAct = (typeof bridgeActs)[number];

/** What is asked only, and also where no bridge works any more. */
const questions: readonly BridgeAct[] = ['status', 'verify', 'dead'];

type Asked = ReadonlyMap<string, unknown>;

/** An API that fails cannot be compared with, and that is no fault of ours. */
function notAnswered(error: unknown): never {
  if (!isTrouble(error)) throw error;
  throw new NotDone(
    'conflict',
    `The legacy system did not answer as it should, so nothing was compared: ${error.message}.`,
  );
}

export class Bridges {
  readonly #given: BridgesParts;
  readonly #files: BridgeFiles;
  readonly #open = new Map<ShopId, ShopBridge>();
  /** `over`: the relay runs dry, and none goes to work again. */
  #work: 'unbegun' | 'begun' | 'over' = 'unbegun';

  constructor(given: BridgesParts) {
    this.#given = given;
    this.#files = new BridgeFiles(given.folder);
  }

  /** Every shop's bridge goes to work. One that cannot be opened is told in the log, and keeps no other from it. */
  async start(): Promise<void> {
    if (this.#work === 'over') return;
    this.#work = 'begun';
    for (const shop of await this.#shops()) {
      try {
        await this.#begin(await this.#of(shop));
      } catch (error) {
        this.#given.log('error', 'bridge-not-started', { shop, kind: errorKind(error) });
      }
    }
  }

  /** For good. Rounds that are under way are cut short. */
  async stop(): Promise<void> {
    this.#work = 'over';
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map((bridge) => bridge.stop()));
  }

  /** @throws NotDone for what cannot be done, or not understood */
  async do(act: BridgeAct, asked: Asked): Promise<unknown> {
    if (act === 'status' && !asked.has('shop')) {
      const shops = await this.#shops();
      return Promise.all(shops.map(async (shop) => (await this.#of(shop)).told()));
    }
    const shop = shopOf(asked);
    if (this.#work === 'over' && !questions.includes(act))
      throw new NotDone('conflict', 'The relay runs dry: its bridges do nothing more before the next start.');
    switch (act) {
      case 'set':
        return this.#set(shop, asked);
      case 'remove':
        return this.#remove(shop);
      case 'run':
        return (await this.#of(shop)).run(asked.get('full') === true, asked.get('deletions') === true);
      case 'status':
        return [await (await this.#of(shop)).told()];
      case 'verify':
        return (await this.#of(shop)).verify().catch(notAnswered);
      case 'dead':
        return (await this.#of(shop)).deadLetters();
      case 'retry':
      case 'discard': {
        const keys = keysIn(asked);
        const done = await (await this.#of(shop)).end(keys, act);
        const missing = keys?.find((key) => !done.some((letter) => letter.key === key));
        if (missing !== undefined) throw new NotDone('not-found', `There is no dead letter "${missing}".`);
        return done;
      }
      case 'pause':
      case 'resume':
        return this.#change(shop, { paused: act === 'pause' });
      default:
        return never(act, 'what is asked of a bridge');
    }
  }

  /** What the bridges that are open have to do; undefined where there is none. */
  async queue(): Promise<BridgeQueue | undefined> {
    if (this.#open.size === 0) return undefined;
    const all = await Promise.all([...this.#open.values()].map((bridge) => bridge.waiting()));
    const since = all.flatMap((each) => each.since ?? []);
    return {
      waiting: all.reduce((sum, { count }) => sum + count, 0),
      failed: all.reduce((sum, { deadLetters }) => sum + deadLetters, 0),
      since: since.length > 0 ? Math.min(...since) : null,
    };
  }

  /** Records were erased: nothing of them stays with a bridge (rule BRIDGE-15). */
  async forget(shop: ShopId, names: readonly EntityName[]): Promise<void> {
    if ((await this.#shops()).includes(shop)) await (await this.#of(shop)).forget(names);
  }

  /** The shop goes: so does its bridge, with all that it knows (rule SHOP-4). */
  async removeShop(shop: ShopId): Promise<void> {
    await this.#close(shop);
    await this.#files.remove(shop);
  }

  /** Those that are here and have a bridge: one that was left behind is no other shop's. */
  async #shops(): Promise<readonly ShopId[]> {
    const known = new Map((await this.#given.store.shops()).map((each) => [each.shop, each.made ?? 0]));
    const bridged = await Promise.all(
      (await this.#files.shops()).map(async (shop) => {
        const [made, settings] = [known.get(shop), await this.#files.settings(shop)];
        return made !== undefined && settings && isOf(settings, made) ? [shop] : [];
      }),
    );
    return bridged.flat();
  }

  /** When it was made. @throws NotDone `not-found` for a shop that is not here, is half made or goes */
  async #madeAt(shop: ShopId): Promise<number> {
    const found = await this.#given.store.shop(shop);
    if (!found || found.unfinished) throw new NotDone('not-found', `There is no shop "${shop}".`);
    return found.made ?? 0;
  }

  /** What was agreed on is about the records of one shop, and no other that has its name (rule RUN-8). @throws NotDone */
  async #mustBeOf(shop: ShopId, settings: BridgeSettings): Promise<void> {
    if (!isOf(settings, await this.#madeAt(shop)))
      throw new NotDone(
        'conflict',
        `The bridge is of a shop "${shop}" that was there before this one. Remove it, and make another one.`,
      );
  }

  async #set(shop: ShopId, asked: Asked): Promise<unknown> {
    const shopMade = await this.#madeAt(shop);
    const before = await this.#files.settings(shop);
    if (before) await this.#mustBeOf(shop, before);
    const settings = { ...readSettings(asked, before, this.#given.time.now()), shopMade };
    if (before && before.mapping !== settings.mapping)
      throw new NotDone('bad-request', 'A bridge keeps its mapping: remove it, and make another one.');
    const token = asked.get('token');
    if (typeof token !== 'string' && !(await this.#files.token(shop)))
      throw new NotDone('bad-request', 'A new bridge needs a token: --token-file.');
    if (typeof token === 'string') {
      const refreshToken = asked.get('refreshToken');
      await this.#files.saveToken(shop, { token, ...(typeof refreshToken === 'string' && { refreshToken }) });
    }
    await this.#files.saveSettings(shop, settings);
    await this.#close(shop);
    const bridge = await this.#of(shop);
    if (before && before.address !== settings.address) await bridge.doubt();
    await this.#begin(bridge);
    return bridge.told();
  }

  async #change(shop: ShopId, change: Partial<BridgeSettings>): Promise<unknown> {
    const bridge = await this.#of(shop);
    const settings = { ...(await this.#settings(shop)), ...change };
    await this.#files.saveSettings(shop, settings);
    bridge.set(settings);
    return bridge.told();
  }

  async #remove(shop: ShopId): Promise<unknown> {
    await this.#settings(shop);
    await this.removeShop(shop);
    return { shop, removed: true };
  }

  async #close(shop: ShopId): Promise<void> {
    const bridge = this.#open.get(shop);
    this.#open.delete(shop);
    await bridge?.stop();
  }

  async #begin(bridge: ShopBridge): Promise<void> {
    if (this.#work === 'begun') await bridge.start();
  }

  async #settings(shop: ShopId): Promise<BridgeSettings> {
    const settings = await this.#files.settings(shop);
    if (!settings) throw new NotDone('not-found', `The shop "${shop}" has no bridge.`);
    return settings;
  }

  async #of(shop: ShopId): Promise<ShopBridge> {
    const open = this.#open.get(shop);
    if (open) return open;
    const settings = await this.#settings(shop);
    await this.#mustBeOf(shop, settings);
    const mapping = mappings.get(settings.mapping);
    const stored = await this.#files.token(shop);
    if (!mapping || !stored)
      throw new NotDone(
        'not-found',
        `The bridge of the shop "${shop}" has no ${mapping ? 'token' : 'mapping'}.`,
      );
    const { time } = this.#given;
    const { address } = settings;
    const save = (token: Parameters<BridgeFiles['saveToken']>[1]): Promise<void> =>
      this.#files.saveToken(shop, token);
    // Between the questions above and here somebody else may have opened it.
    const other = this.#open.get(shop);
    if (other) return other;
    const bridge = new ShopBridge({
      ...this.#given,
      shop,
      settings,
      mapping,
      state: new SqliteBridgeState(this.#files.stateFile(shop)),
      tokens: (fetch) => storedTokens({ address, signIn: mapping.signIn, stored, fetch, time, save }),
    });
    this.#open.set(shop, bridge);
    return bridge;
  }
}

/** Whether a bridge is of the shop that was made then, and not of one that had its name before. */
const isOf = ({ shopMade = 0 }: BridgeSettings, made: number): boolean => shopMade === 0 || shopMade === made;

function shopOf(asked: Asked): ShopId {
  const named = asked.get('shop');
  const shop = typeof named === 'string' ? parseShop(named) : undefined;
  if (!shop) throw new NotDone('bad-request', 'Name a shop.');
  return shop;
}

function keysIn(asked: Asked): readonly string[] | undefined {
  const keys = asked.get('keys');
  if (keys === undefined) return undefined;
  if (!Array.isArray(keys) || keys.some((key) => typeof key !== 'string'))
    throw new NotDone('bad-request', 'The keys of dead letters are a list of texts.');
  return keys as readonly string[];
}
