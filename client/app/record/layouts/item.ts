/** An item's page: how many there are, and every piece that came or went. */
import type { Layout } from './layout.ts';

export const itemLayout: Layout = {
  sections: [
    { title: 'Stock', fields: ['movements'] },
    { title: 'Notes', fields: ['notes'] },
    {
      title: 'Item',
      fields: ['name', 'sku', 'price', 'cost', 'supplier', 'reorderAt', 'location', 'bin'],
      side: true,
    },
  ],
};
