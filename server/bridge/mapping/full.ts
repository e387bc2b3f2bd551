/**
 * The full API: envelopes of several shapes, listings that tell less than records, statuses that move by a route of their
 * own, replies that mail the client (sections 1 to 5 of the sheet). Written from the sheet; nothing was tried on a live server.
 */
import type { KindName } from '../../../shared/lib/ids.ts';
import { orderOverrides } from '../../../shared/schema/order-status.ts';
import { deviceTypes, fieldOf, flag, lines, locations, patch, staff } from './full-words.ts';
import type { KindMapping, Mapping } from './mapping.ts';

const ofClient = fieldOf('client');
const clients: KindMapping = {
  kind: 'client' as KindName,
  listing: {
    path: '/clients',
    rows: 'data.clients',
    total: 'data.pagination.total',
    limit: 100,
    query: { sort: 'created_at', order: 'asc' },
  },
  one: '/clients/{id}',
  record: 'data',
  detailed: true,
  removedAt: 'deleted_at',
  routes: [],
  fields: [
    ofClient('name', 'name', { listed: 'name', ...patch('name', 'never') }),
    ofClient('email', 'email', {
      listed: 'email',
      emptyWhere: 'is_generated_email',
      ...patch('email', 'never'),
    }),
    ofClient('phone', 'phone', { listed: 'phone', ...patch('phone') }),
    ofClient('address', 'address_line_1', patch('address_line_1')),
    ofClient('city', 'city', patch('city')),
    ofClient('postcode', 'postcode', patch('postcode')),
    ofClient('notes', 'notes', patch('notes')),
    ofClient('marketing', 'marketing_consent', {
      listed: 'marketing_consent',
      ...patch('marketing_consent', 'never'),
      conversion: flag,
    }),
    ofClient('orderCount', 'stats.order_count', { direction: 'derived' }),
    ofClient('totalSpent', 'stats.total_spend', { direction: 'derived' }),
  ],
  creation: { path: '/clients', id: 'data.id', requires: ['name'] },
  deletion: true,
  known: ['email'],
};

const ofOrder = fieldOf('order');
const orders: KindMapping = {
  kind: 'order' as KindName,
  listing: {
    path: '/orders',
    rows: 'data',
    total: 'pagination.total',
    limit: 100,
    query: { sort: 'created_at', order: 'asc' },
    newest: { sort: 'updated_at', order: 'desc' },
    changed: 'updated_at',
  },
  changedAt: 'dates.updated_at',
  one: '/orders/{id}',
  record: 'data',
  detailed: true,
  routes: [
    {
      name: 'lines',
      method: 'POST',
      path: '/orders/{id}/items',
      rows: {
        list: 'items',
        tally: lines,
        one: '/orders/{id}/items/{item}',
        body: { item_type: 'accessory' },
      },
    },
  ],
  fields: [
    ofOrder('number', 'order_number', {
      listed: 'order_number',
      conversion: { as: 'code' },
      bornThere: true,
    }),
    ofOrder('client', 'client.id', { listed: 'client.id' }),
    ofOrder('status', 'status', { direction: 'derived' }),
    ofOrder('override', 'stored_status', {
      conversion: { as: 'choice', values: orderOverrides, others: null },
    }),
    ofOrder('location', 'location.name', {
      listed: 'location.name',
      conversion: { as: 'named', lookup: locations },
      ...patch('location_id', 'never'),
    }),
    ofOrder('assignedUser', 'assigned_user.id', {
      listed: 'assigned_user.id',
      conversion: staff,
      ...patch('assigned_user_id', 'never'),
    }),
    ofOrder('intake', 'intake_method', { listed: 'intake_method', ...patch('intake_method', 'never') }),
    ofOrder('readyBy', 'dates.ready_by_date', patch('ready_by_date')),
    ofOrder('authorisedLimit', 'authorisation_amount', patch('authorisation_amount', 'never')),
    ofOrder('carrier', 'carrier', patch('carrier')),
    ofOrder('tracking', 'tracking_number', patch('tracking_number')),
    ofOrder('lines', 'items', {
      conversion: { as: 'tally', tally: lines },
      writing: { route: 'lines', key: 'items', clear: 'empty' },
    }),
  ],
  creation: {
    path: '/orders',
    id: 'data.id',
    requires: ['client', 'location'],
    takes: ['location', 'intake'],
    // One that came by post needs no signature; how it really came is told right after it.
    constants: { intake: 'mail_in' },
    // Who has no address has one there that the system made up.
    borrowed: { client_email: { through: 'client', field: 'email', theirs: 'email' } },
  },
  known: [],
};

const ofDevice = fieldOf('device');
const devices: KindMapping = {
  kind: 'device' as KindName,
  listing: { path: '/devices', rows: 'data', total: 'pagination.total', limit: 100 },
  changedAt: 'updated_at',
  one: '/orders/{parent}/devices/{id}',
  record: 'data',
  parent: { field: 'order', at: 'order_id' },
  detailed: true,
  routes: [
    { name: 'status', method: 'PATCH', path: '/orders/{parent}/devices/{id}/status', stepwise: true },
    { name: 'engineer', method: 'PATCH', path: '/devices/{id}/engineer' },
    {
      name: 'price',
      method: 'PATCH',
      path: '/orders/{parent}/items/{item}',
      part: {
        list: 'line_items',
        quantity: 'quantity',
        make: {
          path: '/orders/{parent}/items',
          body: { item_type: 'repair', description: 'Repair', quantity: 1 },
          owner: 'device_id',
        },
      },
    },
  ],
  fields: [
    ofDevice('order', 'order_id', { listed: 'order_id' }),
    ofDevice('type', 'device_type.name', {
      listed: 'device_type.name',
      conversion: { as: 'named', lookup: deviceTypes },
      ...patch('device_type_id', 'never'),
    }),
    ofDevice('brand', 'custom_brand', patch('custom_brand')),
    ofDevice('model', 'custom_model', patch('custom_model')),
    ofDevice('serial', 'serial_number', { listed: 'serial_number', ...patch('serial_number') }),
    ofDevice('imei', 'imei', { listed: 'imei', ...patch('imei') }),
    ofDevice('colour', 'colour', { listed: 'colour', ...patch('colour') }),
    ofDevice('storage', 'storage_capacity', patch('storage_capacity')),
    ofDevice('grade', 'condition_grade', patch('condition_grade')),
    ofDevice('issue', 'customer_reported_issues', patch('customer_reported_issues')),
    ofDevice('diagnosis', 'diagnosis_notes', patch('diagnosis_notes')),
    ofDevice('resolution', 'repair_notes', patch('repair_notes')),
    ofDevice('notes', 'technician_notes', patch('technician_notes')),
    ofDevice('passcodeKind', 'passcode_type', patch('passcode_type')),
    ofDevice('engineer', 'assigned_engineer.id', {
      listed: 'assigned_engineer.id',
      conversion: staff,
      writing: { route: 'engineer', key: 'assigned_engineer_id', clear: 'null' },
    }),
    // There is no price of a device there: it is what the order's items of it come to.
    ofDevice('price', 'line_items', {
      conversion: { as: 'sum', of: 'line_total_inc_vat' },
      writing: { route: 'price', key: 'price_inc_vat', clear: 'never' },
    }),
    ofDevice('priority', 'priority', patch('priority', 'never')),
    ofDevice('readyBy', 'due_date', { listed: 'due_date', ...patch('due_date') }),
    ofDevice('warrantyUntil', 'warranty_expiry_date', patch('warranty_expiry_date')),
    // The system writes down when it heard of it: nobody's word against ours.
    ofDevice('received', 'timestamps.received_at', { listed: 'received_at', bornThere: true }),
    // Last: nothing can be charged any more for what was collected.
    ofDevice('status', 'status', {
      listed: 'status',
      writing: { route: 'status', key: 'status', clear: 'never' },
    }),
  ],
  creation: {
    path: '/orders/{parent}/devices',
    id: 'data.id',
    requires: ['order'],
    takes: [
      'type',
      'brand',
      'model',
      'serial',
      'imei',
      'colour',
      'storage',
      'grade',
      'issue',
      'passcodeKind',
    ],
  },
  deletion: true,
  known: ['order', 'serial'],
};

const ofTicket = fieldOf('ticket');
const note = { path: '/tickets/{id}/note', body: 'body', id: 'data.id', mails: false } as const;
const tickets: KindMapping = {
  kind: 'ticket' as KindName,
  listing: {
    path: '/tickets',
    rows: 'data.tickets',
    total: 'data.total',
    limit: 100,
    query: { sort_by: 'created_at', sort_order: 'asc' },
    newest: { sort_by: 'updated_at', sort_order: 'desc' },
    changed: 'updated_at',
  },
  changedAt: 'updated_at',
  one: '/tickets/{id}',
  record: 'data',
  detailed: true,
  mergedInto: 'merged_into_ticket_id',
  routes: [],
  fields: [
    ofTicket('subject', 'subject', { listed: 'subject', ...patch('subject', 'never') }),
    ofTicket('status', 'status', { listed: 'status', ...patch('status', 'never') }),
    // Their system says of itself what kind a ticket is; one that was made here keeps its own word.
    ofTicket('type', 'ticket_type', { listed: 'ticket_type', bornThere: true }),
    ofTicket('client', 'client.id', { listed: 'client.id' }),
    ofTicket('order', 'order.id', { listed: 'order.id' }),
    ofTicket('assignedUser', 'assigned_user_id', {
      listed: 'assigned_user_id',
      conversion: staff,
      ...patch('assigned_user_id', 'null'),
    }),
  ],
  creation: {
    path: '/tickets',
    id: 'data.id',
    requires: ['subject'],
    takes: ['subject', 'client'],
    keys: { client: 'client_id' },
    comesWith: { through: 'order', at: 'ticket_id' },
  },
  known: [],
  messages: {
    field: 'messages',
    at: 'messages',
    id: 'id',
    body: ['body_text', 'body_html'],
    created: 'created_at',
    channel: {
      at: 'type',
      values: { note: 'note', inbound: 'client', outbound: 'email', outbound_sms: 'sms' },
      other: 'note',
    },
    shut: { field: 'status', values: ['closed'] },
    send: {
      note,
      // What a client said is written down there, and not sent to them.
      client: note,
      sms: note,
      email: {
        path: '/tickets/{id}/reply',
        body: 'text_body',
        html: 'html_body',
        id: 'data.message_id',
        mails: true,
      },
    },
  },
};

export const fullMapping: Mapping = {
  name: 'full',
  kinds: [clients, orders, devices, tickets],
  signIn: {
    renew: { path: '/auth/refresh', key: 'refreshToken', token: 'data.token', next: 'data.refreshToken' },
  },
};
