/**
 * The records of the simple API, each described once (section 6, left column): what is stored is what is sent, but for what
 * is counted from other rows. Keys on the wire are in snake_case.
 */
import { Table, type Database } from '../core/table.ts';

export const simpleTables = (database: Database) => ({
  clients: new Table(
    database,
    'clients',
    {
      name: 'text',
      email: 'text',
      phone: 'text',
      company: 'text',
      address: 'text',
      city: 'text',
      postcode: 'text',
      notes: 'text',
      created_at: 'text',
      updated_at: 'text',
    },
    ['email', 'updated_at'],
  ),
  orders: new Table(
    database,
    'orders',
    {
      order_number: 'int',
      status: 'text',
      client_id: 'text',
      location_id: 'text',
      assigned_user_id: 'text',
      deposit: 'real',
      notes: 'text',
      created_at: 'text',
      updated_at: 'text',
    },
    ['client_id', 'order_number', 'updated_at'],
  ),
  devices: new Table(
    database,
    'devices',
    {
      order_id: 'text',
      type: 'text',
      brand: 'text',
      model: 'text',
      serial: 'text',
      passcode: 'text',
      issue: 'text',
      status: 'text',
      diagnosis: 'text',
      resolution: 'text',
      price: 'real',
      assigned_user_id: 'text',
      created_at: 'text',
      updated_at: 'text',
    },
    ['order_id', 'updated_at'],
  ),
  tickets: new Table(
    database,
    'tickets',
    {
      subject: 'text',
      status: 'text',
      priority: 'text',
      client_id: 'text',
      order_id: 'text',
      assigned_user_id: 'text',
      last_message_at: 'text',
      created_at: 'text',
      updated_at: 'text',
    },
    ['client_id', 'order_id', 'updated_at'],
  ),
  messages: new Table(
    database,
    'messages',
    { ticket_id: 'text', content: 'text', is_internal: 'int', author: 'text', created_at: 'text' },
    ['ticket_id'],
  ),
  mails: new Table(database, 'mails', {
    to: 'text',
    subject: 'text',
    body: 'text',
    cause: 'text',
    at: 'text',
  }),
});

export type SimpleTables = ReturnType<typeof simpleTables>;
type Rows = { [K in keyof SimpleTables]: NonNullable<ReturnType<SimpleTables[K]['get']>> };
export type SimpleClient = Rows['clients'];
export type SimpleOrder = Rows['orders'];
export type SimpleDevice = Rows['devices'];
export type SimpleTicket = Rows['tickets'];
export type SimpleMessage = Rows['messages'];
