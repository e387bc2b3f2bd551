/** What a shop of the full system has before any work comes in: staff, places, types, a catalogue. Seeded rows have readable ids (1.10). */
import { products } from '../../../server/demo/repairs.ts';
import type { FullWorld } from './world.ts';

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

export const vat = 20;

const staff: readonly (readonly [id: string, first: string, last: string, role: string])[] = [
  ['user-bridge', 'Solder', 'Bridge', 'admin'],
  ['user-ana', 'Ana', 'Petrescu', 'admin'],
  ['user-ben', 'Ben', 'Hughes', 'senior_engineer'],
  ['user-cai', 'Cai', 'Morgan', 'engineer'],
  ['user-dee', 'Dee', 'Okafor', 'office'],
];

/** Does nothing where it was done before. */
export function furnish(world: FullWorld): void {
  const { tables } = world;
  if (tables.company.count() > 0) return;
  world.database.transaction(() => {
    tables.company.insert({
      id: 'company-demo',
      name: 'Wharf Street Repairs',
      status: 'active',
      currency_code: 'GBP',
      vat_rate: vat,
      deposits_enabled: 1,
    });
    for (const [id, first_name, last_name, role] of staff) {
      const email = `${first_name}@wharfstreet.example`.toLowerCase();
      tables.users.insert({ id, email, first_name, last_name, role, password: 'wharf-street', is_active: 1 });
    }
    const { created_at, updated_at } = world.born();
    for (const [name, city, postcode] of [
      ['Wharf Street', 'Cardiff', 'CF10 1AA'],
      ['Station Road', 'Penarth', 'CF64 2BB'],
    ] as const) {
      const id = `location-${slug(name)}`;
      const is_primary = name === 'Wharf Street' ? 1 : 0;
      const address_line_1 = `1 ${name}`;
      tables.locations.insert({
        id,
        name,
        address_line_1,
        city,
        postcode,
        is_primary,
        created_at,
        updated_at,
      });
      for (const code of ['A1', 'A2', 'B1'])
        tables.subLocations.insert({
          id: `${id}-${code.toLowerCase()}`,
          location_id: id,
          code,
          description: `Shelf ${code}`,
          type: 'shelf',
        });
    }
    for (const [sort_order, { type, makes }] of products.entries()) {
      const typeId = `type-${slug(type)}`;
      tables.deviceTypes.insert({ id: typeId, name: type, slug: slug(type), sort_order });
      for (const { brand, model } of makes) {
        const brand_id = `brand-${slug(brand)}`;
        if (!tables.brands.get(brand_id))
          tables.brands.insert({ id: brand_id, name: brand, category: slug(type) });
        tables.models.insert({ id: `model-${slug(`${brand} ${model}`)}`, brand_id, name: model });
      }
    }
    tables.clientGroups.insert({ id: 'group-trade', name: 'Trade', group_type: 'custom', postcode: null });
  });
}

/** Where the catalogue has a machine. */
export const catalogued = (brand: string, model: string): { brand_id: string; model_id: string } => ({
  brand_id: `brand-${slug(brand)}`,
  model_id: `model-${slug(`${brand} ${model}`)}`,
});
export const typeId = (type: string): string => `type-${slug(type)}`;
