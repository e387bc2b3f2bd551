/**
 * What an operator does with shops and people, whether the relay runs or not (sections SHOP and PEOPLE of docs/SPEC.md): the
 * command line does it here when it has the folder, and asks a running relay for the same otherwise.
 */
import { authorOf } from '../relay/act-line.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';
import {
  addWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  retryWebhook,
} from '../webhooks/administer-webhooks.ts';
import {
  addLocation,
  keepApart,
  removeLocation,
  renameLocation,
  tellLocations,
} from './administer-locations.ts';
import { peopleActs, type PeopleActsDependencies } from './administer-people.ts';
import { shopActs, type ShopActsDependencies } from './administer-shops.ts';
import { askedShop } from './asked-shop.ts';
import { type Asked } from './read-asked.ts';
import { textIn } from '../text-in.ts';

export interface AdministrationDependencies extends ShopActsDependencies, PeopleActsDependencies {
  readonly store: ShopActsDependencies['store'] &
    PeopleActsDependencies['store'] &
    Pick<Store, 'head' | 'removeLocation' | 'programs' | 'recordCount'>;
  readonly relay: ShopActsDependencies['relay'] & Pick<Relay, 'changeUser'>;
  readonly webhooksAnywhere?: boolean;
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

/** Who answers for what is done for a shop from outside of it. */
const operator = authorOf('operator');

export function createAdministration(given: AdministrationDependencies): Administration {
  const { store } = given;
  return {
    ...shopActs(given),
    ...peopleActs(given),

    'location-list': async (asked) => tellLocations(store, await askedShop(store, asked)),
    'location-add': async (asked) => addLocation(given, await askedShop(store, asked), asked),
    'location-rename': async (asked) => renameLocation(given, await askedShop(store, asked), asked),
    'location-remove': async (asked) => removeLocation(given, await askedShop(store, asked), asked),
    'location-apart': async (asked) => keepApart(given, await askedShop(store, asked), asked),

    'webhook-add': async (asked) =>
      addWebhook(given, { shop: await askedShop(store, asked), by: operator, role: 'owner' }, asked),
    'webhook-list': async (asked) => listWebhooks(given, await askedShop(store, asked)),
    'webhook-remove': async (asked) =>
      removeWebhook(given, await askedShop(store, asked), textIn(asked, 'id')),
    'webhook-deliveries': async (asked) =>
      listDeliveries(given, await askedShop(store, asked), textIn(asked, 'id')),
    'webhook-retry': async (asked) =>
      retryWebhook(given, { shop: await askedShop(store, asked), by: operator }, asked),
  };
}
