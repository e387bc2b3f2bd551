/** What others refer to: staff, places, types, the catalogue, the company (2.6). */
import { notFound } from '../core/refusal.ts';
import type { Route } from '../core/route.ts';
import { containing } from './list-query.ts';
import type { FullWorld } from './world.ts';

export function lookupRoutes(world: FullWorld): Route[] {
  const { tables } = world;
  return [
    { method: 'GET', path: '/health', page: 'open', handle: () => ({ status: 'ok' }) },
    {
      method: 'GET',
      path: '/users',
      page: 'users',
      handle: () => tables.users.find().map(({ password: _password, ...user }) => user),
    },
    {
      method: 'GET',
      path: '/users/me',
      page: 'any',
      handle: ({ caller }) => {
        const user = tables.users.get(caller?.userId);
        if (!user) throw notFound();
        const { password: _password, ...rest } = user;
        return rest;
      },
    },
    { method: 'GET', path: '/locations', page: 'any', handle: () => tables.locations.find() },
    {
      method: 'GET',
      path: '/locations/:id/sub-locations',
      page: 'any',
      handle: ({ params }) => tables.subLocations.find('location_id = ?', [params['id'] ?? '']),
    },
    {
      method: 'GET',
      path: '/device-types',
      page: 'any',
      handle: () =>
        tables.deviceTypes.find().map((type) => ({
          ...type,
          is_system: 1,
          device_count: tables.devices.count('device_type_id = ?', [type.id]),
        })),
    },
    {
      method: 'GET',
      path: '/device-search',
      page: 'any',
      handle: ({ query }) => {
        const named = containing(['name'], query['q']) ?? { sql: '1', values: [] };
        const models = tables.models.find(`${named.sql} ORDER BY name LIMIT 20`, [...named.values]);
        return {
          brands: tables.brands.find(`${named.sql} ORDER BY name LIMIT 20`, [...named.values]),
          models: models.map(({ id, brand_id, name }) => {
            const brand_name = tables.brands.get(brand_id)?.name ?? null;
            return {
              id,
              brand_id,
              brand_name,
              name,
              display_name: `${brand_name ?? ''} ${name ?? ''}`.trim(),
            };
          }),
        };
      },
    },
    {
      method: 'GET',
      path: '/company/public-info',
      page: 'any',
      handle: () => {
        const { id, name, currency_code } = world.company();
        return { id, name, currency_code, default_country_code: 'GB', buyback_enabled: 1 };
      },
    },
  ];
}
