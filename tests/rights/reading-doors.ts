/** Every door at which something is read over HTTP, asked with what is another shop's: its name, and the ids of all that it keeps. */
import { namesOf } from '../support/planted-shop.ts';
import type { Foreign } from './writing-doors.ts';

export interface ReadingDoor {
  /** As the app has it, without its beginning. */
  readonly route: string;
  readonly query?: string;
  /** Of what there are several: it is asked for each. */
  readonly at?: readonly Readonly<Record<string, string>>[];
  /** What the shop has planted is among what its own owner is told there: what is searched for is found where it may be. */
  readonly tells: boolean;
}

/** Below `/api`. Those of the operator take no shop's token. */
export function readingDoors(theirs: Foreign): readonly ReadingDoor[] {
  const records = namesOf(theirs).map(({ kind, id }) => ({ kind, id }));
  const pictures = theirs.pictures.map(({ id }) => ({ id, rendition: 'full' }));
  const ana = [{ id: 'ana', user: 'ana' }];
  return [
    { route: '/demo/users', tells: false },
    { route: '/docs', tells: false },
    { route: '/openapi.json', tells: false },
    { route: '/session/:shop/:user/devices', at: ana, tells: false },
    { route: '/shops/:shop/:kind', at: records, query: '?limit=500', tells: true },
    { route: '/shops/:shop/:kind/:id', at: records, tells: true },
    {
      route: '/shops/:shop/:kind/:id/entries/:field',
      at: [{ ...theirs.ticket, field: 'messages' }],
      tells: true,
    },
    { route: '/shops/:shop/:kind/:id/history', at: records, query: '?limit=100', tells: true },
    {
      route: '/shops/:shop/:kind/:id/history/at',
      at: records,
      query: `?time=${Date.now() + 60_000}`,
      tells: true,
    },
    { route: '/shops/:shop/:kind/:id/secrets', at: records, tells: true },
    {
      route: '/shops/:shop/:kind/:id/versions/:version',
      at: records.map((each) => ({ ...each, version: '999999' })),
      tells: true,
    },
    { route: '/shops/:shop/audit', tells: true },
    { route: '/shops/:shop/devices', tells: false },
    { route: '/shops/:shop/erasures', tells: false },
    { route: '/shops/:shop/files/:id', at: pictures, tells: true },
    { route: '/shops/:shop/files/:id', at: pictures, query: '?size=thumb', tells: true },
    { route: '/shops/:shop/files/:id/upload/:rendition', at: pictures, tells: false },
    { route: '/shops/:shop/locations', tells: true },
    { route: '/shops/:shop/refused', tells: true },
    { route: '/shops/:shop/reviews', tells: true },
    { route: '/shops/:shop/users', tells: false },
    { route: '/shops/:shop/users/:id/devices', at: ana, tells: true },
    { route: '/shops/:shop/webhooks', tells: true },
    { route: '/shops/:shop/webhooks/:id/deliveries', at: [{ id: theirs.webhook }], tells: false },
    { route: '/sync/pull', query: '?entries=true&limit=500&kinds=appointment', tells: true },
  ];
}
