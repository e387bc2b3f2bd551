/**
 * The simple API: flat records in bare lists, the last changed first, that say when they changed (section 6 of the sheet, left
 * column). Most of it follows from the schema's legacy names.
 */
import type { KindName } from '../../../shared/lib/ids.ts';
import { orderOverrides } from '../../../shared/schema/order-status.ts';
import { fieldsOf } from './derive-fields.ts';
import type { KindMapping, Listing, Mapping } from './mapping.ts';

const listing = (path: string): Listing => ({
  path,
  rows: '',
  limit: 100,
  // Its only order is by the last change.
  newest: {},
  changed: 'updated_at',
});

const kind = (
  name: string,
  path: string,
  more: Pick<KindMapping, 'fields' | 'creation' | 'known'> & Partial<KindMapping>,
): KindMapping => ({
  kind: name as KindName,
  listing: listing(path),
  one: `${path}/{id}`,
  record: '',
  detailed: false,
  routes: [],
  ...more,
});

export const simpleMapping: Mapping = {
  name: 'simple',
  signIn: {},
  kinds: [
    kind('client', '/clients', {
      fields: fieldsOf('client', { patched: [], derived: ['orderCount', 'totalSpent'] }),
      creation: { path: '/clients', id: 'id', requires: ['name'], keys: sameNames('client') },
      known: ['email'],
    }),
    kind('order', '/orders', {
      fields: [
        ...fieldsOf('order', {
          patched: ['notes'],
          names: { number: 'order_number' },
          bornThere: ['number'],
          toLegacy: { status: 'override' },
        }),
        {
          field: 'override',
          at: 'status',
          listed: 'status',
          direction: 'both',
          conversion: { as: 'choice', values: orderOverrides, others: null },
          writing: { route: 'patch', key: 'status', clear: { as: 'status' } },
        },
      ],
      creation: {
        path: '/orders',
        id: 'id',
        requires: ['client'],
        keys: { ...sameNames('order', ['number', 'status']) },
      },
      known: ['number'],
    }),
    kind('device', '/devices', {
      fields: fieldsOf('device', { patched: ['status', 'diagnosis', 'resolution'] }),
      creation: { path: '/devices', id: 'id', requires: ['order'], keys: sameNames('device') },
      known: ['order', 'serial'],
    }),
    kind('ticket', '/tickets', {
      fields: fieldsOf('ticket', { patched: [] }),
      creation: { path: '/tickets', id: 'id', requires: ['subject'], keys: sameNames('ticket') },
      known: ['order', 'subject'],
      messages: {
        field: 'messages',
        at: 'messages',
        listed: 'messages',
        id: 'id',
        body: ['content'],
        created: 'created_at',
        channel: { at: 'is_internal', values: { true: 'note', '1': 'note' }, other: 'email' },
        send: {
          note: internal(),
          // What a client said is written down there, and not sent to them.
          client: internal(),
          sms: internal(),
          email: {
            path: '/tickets/{id}/messages',
            body: 'content',
            more: { is_internal: false },
            id: 'id',
            mails: true,
          },
        },
      },
    }),
  ],
};

function internal() {
  return {
    path: '/tickets/{id}/messages',
    body: 'content',
    more: { is_internal: true },
    id: 'id',
    mails: false,
  };
}

function sameNames(name: string, without: readonly string[] = []): Readonly<Record<string, string>> {
  const fields = fieldsOf(name, { patched: [] }).filter(({ field }) => !without.includes(field));
  return Object.fromEntries(fields.map(({ field, at }) => [field, at]));
}
