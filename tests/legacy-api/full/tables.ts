/**
 * What the full legacy system stores, each table described once. Names are those of the wire where it has them (section 3);
 * instants are kept as they are sent, in whatever format they were written (1.8).
 */
import { Table, type Columns, type Database, type RowOf } from '../core/table.ts';
import { clientColumns, deviceColumns, orderColumns, ticketColumns } from './columns.ts';

const people = {
  users: {
    email: 'text',
    first_name: 'text',
    last_name: 'text',
    role: 'text',
    password: 'text',
    is_active: 'int',
  },
  refresh_tokens: { user_id: 'text', expires_at: 'int' },
  codes: { user_id: 'text', code: 'text', expires_at: 'int' },
} as const satisfies Record<string, Columns>;

const places = {
  company: { name: 'text', status: 'text', currency_code: 'text', vat_rate: 'real', deposits_enabled: 'int' },
  locations: {
    name: 'text',
    address_line_1: 'text',
    address_line_2: 'text',
    city: 'text',
    postcode: 'text',
    phone: 'text',
    is_primary: 'int',
    created_at: 'text',
    updated_at: 'text',
  },
  sub_locations: { location_id: 'text', code: 'text', description: 'text', type: 'text' },
  device_types: { name: 'text', slug: 'text', sort_order: 'int' },
  brands: { name: 'text', category: 'text' },
  models: { brand_id: 'text', name: 'text' },
  client_groups: { name: 'text', group_type: 'text', postcode: 'text' },
} as const satisfies Record<string, Columns>;

const below = {
  /** Inbound, outbound, outbound_sms, note (3.4). */
  messages: {
    ticket_id: 'text',
    type: 'text',
    from_email: 'text',
    from_name: 'text',
    to_email: 'text',
    subject: 'text',
    source: 'text',
    body_text: 'text',
    body_html: 'text',
    device_id: 'text',
    created_by: 'text',
    created_at: 'text',
  },
  items: {
    order_id: 'text',
    device_id: 'text',
    item_type: 'text',
    description: 'text',
    quantity: 'real',
    unit_price: 'real',
    price_inc_vat: 'real',
    vat_rate: 'real',
    quality_tier: 'text',
    product_type_id: 'text',
    is_warranty_item: 'int',
    warranty_notes: 'text',
    discount_percent: 'real',
    discount_amount: 'real',
    discount_reason: 'text',
    authorization_status: 'text',
    authorization_round: 'int',
    created_at: 'text',
  },
  payments: {
    order_id: 'text',
    device_id: 'text',
    amount: 'real',
    payment_method: 'text',
    payment_date: 'text',
    notes: 'text',
    recorded_by: 'text',
    is_deposit: 'int',
    is_payout: 'int',
    created_at: 'text',
  },
  refunds: {
    order_id: 'text',
    order_payment_id: 'text',
    amount: 'real',
    refund_date: 'text',
    reason: 'text',
    recorded_by: 'text',
    created_at: 'text',
  },
  signatures: {
    order_id: 'text',
    device_id: 'text',
    signature_type: 'text',
    signature_data: 'text',
    typed_name: 'text',
    terms_agreed: 'int',
    captured_at: 'text',
  },
  accessories: {
    device_id: 'text',
    accessory_type: 'text',
    description: 'text',
    returned_at: 'text',
    created_at: 'text',
  },
  mails: { to: 'text', subject: 'text', body: 'text', cause: 'text', at: 'text' },
} as const satisfies Record<string, Columns>;

export const fullTables = (database: Database) => ({
  users: new Table(database, 'users', people.users, ['email']),
  refreshTokens: new Table(database, 'refresh_tokens', people.refresh_tokens),
  codes: new Table(database, 'codes', people.codes),
  company: new Table(database, 'company', places.company),
  locations: new Table(database, 'locations', places.locations),
  subLocations: new Table(database, 'sub_locations', places.sub_locations),
  deviceTypes: new Table(database, 'device_types', places.device_types),
  brands: new Table(database, 'brands', places.brands),
  models: new Table(database, 'models', places.models),
  clientGroups: new Table(database, 'client_groups', places.client_groups),
  clients: new Table(database, 'clients', clientColumns, ['email', 'updated_at']),
  orders: new Table(database, 'orders', orderColumns, [
    'order_number',
    'client_id',
    'ticket_id',
    'updated_at',
  ]),
  devices: new Table(database, 'devices', deviceColumns, ['order_id', 'serial_number']),
  tickets: new Table(database, 'tickets', ticketColumns, ['ticket_number', 'client_id', 'updated_at']),
  messages: new Table(database, 'messages', below.messages, ['ticket_id', 'device_id']),
  items: new Table(database, 'items', below.items, ['order_id']),
  payments: new Table(database, 'payments', below.payments, ['order_id']),
  refunds: new Table(database, 'refunds', below.refunds, ['order_id']),
  signatures: new Table(database, 'signatures', below.signatures, ['order_id']),
  accessories: new Table(database, 'accessories', below.accessories, ['device_id']),
  mails: new Table(database, 'mails', below.mails),
});

export type FullTables = ReturnType<typeof fullTables>;
export type Client = RowOf<typeof clientColumns>;
export type Order = RowOf<typeof orderColumns>;
export type Device = RowOf<typeof deviceColumns>;
export type Ticket = RowOf<typeof ticketColumns>;
export type Message = RowOf<typeof below.messages>;
export type Item = RowOf<typeof below.items>;
export type Payment = RowOf<typeof below.payments>;
export type Refund = RowOf<typeof below.refunds>;
export type Signature = RowOf<typeof below.signatures>;
export type User = RowOf<typeof people.users>;
