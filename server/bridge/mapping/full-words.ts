/** What the full API's mappings of kinds have in common: how fields are said there, and which lists have names in them. */
import { must } from '../../../shared/lib/assert.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { Conversion, Lookup } from './conversion.ts';
import { conversionOf } from './derive-fields.ts';
import type { FieldMapping, Writing } from './mapping.ts';
import type { Tally } from './tally.ts';

/** A field by the schema's type. Of what its PATCH takes, null is passed over and the empty text is kept: that clears. */
export const fieldOf =
  (kind: string) =>
  (
    field: string,
    at: string,
    more: Partial<FieldMapping> & { readonly listed?: string } = {},
  ): FieldMapping => ({
    field,
    at,
    direction: more.writing ? 'both' : 'from-legacy',
    ...more,
    conversion: more.conversion ?? conversionOf(must(kindNamed(kind)?.fields.get(field), `${kind}.${field}`)),
  });

export const patch = (key: string, clear: Writing['clear'] = 'empty'): { readonly writing: Writing } => ({
  writing: { route: 'patch', key, clear },
});
export const locations: Lookup = {
  path: '/locations',
  rows: 'data',
  id: 'id',
  name: 'name',
  usual: 'is_primary',
};
export const deviceTypes: Lookup = { path: '/device-types', rows: 'data', id: 'id', name: 'name' };
/** Nothing lists who works there but the filters of a list. */
export const staff: Conversion = {
  as: 'person',
  lookup: { path: '/orders', rows: 'filters.users', id: 'id', name: 'name' },
};
export const flag: Conversion = { as: 'flag', sent: 'number' };

/** What is charged for no device. What is charged for one is its price, which is sent with it. */
export const lines: Tally = {
  quantity: { part: 'quantity', at: 'quantity' },
  sorts: [
    { part: 'description', at: 'description', as: 'line', key: 'description' },
    { part: 'price', at: 'line_total_inc_vat', as: 'each', key: 'price_inc_vat' },
    { part: 'vat', at: 'vat_rate', as: 'number', key: 'vat_rate' },
  ],
  without: { part: 'device', at: 'device_id' },
  parts: { type: 'accessory' },
};
