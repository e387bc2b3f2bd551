/** What an operator does with the locations of a shop (section PLACE of docs/SPEC.md). */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Relay } from '../relay/relay.ts';
import type { ShopLocation, Store } from '../store/store.ts';
import { NotDone } from './not-done.ts';
import { lineIn, type Asked } from './read-asked.ts';
import { textIn } from '../text-in.ts';

export interface LocationDependencies {
  readonly store: Pick<Store, 'shop' | 'locations' | 'saveLocation' | 'removeLocation' | 'setApart'>;
  readonly relay: Pick<Relay, 'locate'>;
}

export interface LocationsTold {
  readonly shop: string;
  /** Whether who belongs to some of them sees those alone. */
  readonly apart: boolean;
  readonly locations: readonly ShopLocation[];
}

export async function tellLocations(
  store: Pick<Store, 'shop' | 'locations'>,
  shop: ShopId,
): Promise<LocationsTold> {
  const [found, locations] = await Promise.all([store.shop(shop), store.locations(shop)]);
  return { shop, apart: found?.apart === true, locations };
}

/** The id is what stands in records, for ever: what they hold already may be made a location under its own words. @throws NotDone */
export async function addLocation(
  { store, relay }: LocationDependencies,
  shop: ShopId,
  asked: Asked,
): Promise<LocationsTold> {
  const name = lineIn(asked, 'name', textIn(asked, 'id'));
  const id = textIn(asked, 'id') || idOf(name);
  const isId = id !== '' && id.length <= 80 && id.trim() === id && !id.startsWith('@') && !/\p{C}/u.test(id);
  if (!isId)
    throw new NotDone(
      'bad-request',
      'The id is one line of at most 80 characters that does not begin with @.',
    );
  const known = (await store.locations(shop)).find((each) => each.id === id);
  if (known) throw new NotDone('conflict', `There is a location "${id}" already: ${known.name}.`);
  await store.saveLocation(shop, { id, name });
  await relay.locate(shop);
  return tellLocations(store, shop);
}

/** @throws NotDone */
export async function renameLocation(
  { store, relay }: LocationDependencies,
  shop: ShopId,
  asked: Asked,
): Promise<LocationsTold> {
  const id = await locationIn(store, shop, asked);
  await store.saveLocation(shop, { id, name: lineIn(asked, 'name', '') });
  await relay.locate(shop);
  return tellLocations(store, shop);
}

/** @throws NotDone `conflict` for one that a record or somebody is of */
export async function removeLocation(
  { store, relay }: LocationDependencies,
  shop: ShopId,
  asked: Asked,
): Promise<LocationsTold> {
  const id = await locationIn(store, shop, asked);
  if ((await store.removeLocation(shop, id)) === 'used') {
    throw new NotDone('conflict', `Records or people are of "${id}": give them another location first.`);
  }
  await relay.locate(shop);
  return tellLocations(store, shop);
}

/** @throws NotDone `bad-request` */
export async function keepApart(
  { store, relay }: LocationDependencies,
  shop: ShopId,
  asked: Asked,
): Promise<LocationsTold> {
  const apart = asked.get('apart');
  if (typeof apart !== 'boolean') throw new NotDone('bad-request', 'Say whether: on or off.');
  await store.setApart(shop, apart);
  await relay.locate(shop);
  return tellLocations(store, shop);
}

/**
 * Ids of locations that somebody belongs to, out of a list, or of words between commas; all of them for an empty one.
 * @throws NotDone `bad-request` for one that there is not
 */
export async function locationsIn(
  store: Pick<Store, 'locations'>,
  shop: ShopId,
  asked: unknown,
): Promise<readonly string[]> {
  const known = new Set((await store.locations(shop)).map(({ id }) => id));
  // An id may be the words that records held, commas included.
  const named =
    typeof asked === 'string'
      ? known.has(asked)
        ? [asked]
        : asked.split(',').map((each) => each.trim())
      : asked;
  if (!Array.isArray(named))
    throw new NotDone('bad-request', 'Name locations by their ids, or none for all.');
  const wanted = [...new Set(named as unknown[])].filter((each) => each !== '');
  const found = wanted.filter((each) => typeof each === 'string' && known.has(each)) as string[];
  const strange = wanted.find((each) => !found.includes(each as string));
  if (strange !== undefined)
    throw new NotDone('bad-request', `The shop has no location ${JSON.stringify(strange)}.`);
  return found.toSorted();
}

async function locationIn(store: Pick<Store, 'locations'>, shop: ShopId, asked: Asked): Promise<string> {
  const id = textIn(asked, 'id');
  const known = (await store.locations(shop)).some((each) => each.id === id);
  if (!known) throw new NotDone('not-found', `There is no location "${id}" in the shop "${shop}".`);
  return id;
}

/** "South Street" is `south-street`. */
const idOf = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
