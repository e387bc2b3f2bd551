/** The simple API as the model has it: a device's price can be changed there, too. */
import { simpleMapping } from '../../server/bridge/mapping/simple.ts';
import type { Mapping } from '../../server/bridge/mapping/mapping.ts';

export const pricedMapping: Mapping = {
  ...simpleMapping,
  kinds: simpleMapping.kinds.map((kind) => ({
    ...kind,
    fields: kind.fields.map((field) =>
      field.field === 'price'
        ? { ...field, direction: 'both', writing: { route: 'patch', key: 'price', clear: 'null' } }
        : field,
    ),
  })),
};
