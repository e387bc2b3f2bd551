/** What the full API sends of each record against section 3 of its sheet: exact keys of lists, and what only a detail has. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataOf, fullScene, type FullScene } from './full-scene.ts';

let scene: FullScene;
beforeEach(async () => {
  scene = await fullScene();
});
afterEach(() => scene.legacy.stop());

const words = (line: string): string[] => line.split(/\s+/).toSorted();
const keysOf = (row: unknown): string[] => Object.keys(row as object).toSorted();

test('section 3.1a: the row of an order in a list', async () => {
  const { body } = await scene.api.get('/orders');
  const [row] = (body as { data: Record<string, unknown>[] }).data;
  expect(keysOf(row)).toEqual(
    words(
      'id ticket_id order_number client location assigned_user intake_method status payment_status order_total amount_paid balance_due created_at updated_at notes',
    ),
  );
  expect(keysOf(row?.['client'])).toEqual(words('id email first_name last_name phone'));
  expect(row).toMatchObject({ order_number: 100_000_001, status: 'in_progress', order_total: 0, notes: [] });
});

test('section 3.1b: an order in full has its dates and totals elsewhere than the list', async () => {
  const detail = dataOf(await scene.api.get(`/orders/${scene.order.id}`));
  for (const key of words(
    'company_id stored_status authorisation_type authorisation_amount authorisation_notes tracking_number carrier items payments refunds signatures devices totals dates portal_access_disabled portal_access_expires_at global_discount_percent customer_po_reference billing_group ticket company',
  ))
    expect(detail, key).toHaveProperty(key);
  expect(detail).not.toHaveProperty('updated_at');
  expect(detail).not.toHaveProperty('notes');
  expect(keysOf(detail['dates'])).toEqual(
    words(
      'created_at updated_at quote_sent_at authorised_at rejected_at service_completed_at collected_at despatched_at ready_by_date',
    ),
  );
  expect(detail['client']).toHaveProperty('address_line_1');
});

test('section 3.2a: the row of a device in a list has no updated_at', async () => {
  const { body } = await scene.api.get('/devices');
  const [row] = (body as { data: Record<string, unknown>[] }).data;
  expect(keysOf(row)).toEqual(
    words(
      'id order_id ticket_id order_number client_first_name client_last_name display_name serial_number imei colour status workflow_type device_type assigned_engineer location_id sub_location_id sub_location received_at due_date scheduled_start created_at notes source',
    ),
  );
  expect(row).toMatchObject({ display_name: 'Sage Barista', client_first_name: 'Amira', source: 'order' });
});

test('section 3.2b: a device in full says booleans where others say 0 and 1, and a number where it takes a string', async () => {
  const { api, order, device } = scene;
  const at = `/orders/${order.id}/devices/${device.id}`;
  await api.patch(at, {
    additional_issues_found: '1',
    is_under_warranty: true,
    due_date: '2026-12-01T10:00',
  });
  const detail = dataOf(await api.get(at));
  expect(detail).toMatchObject({
    additional_issues_found: 1,
    is_under_warranty: true,
    insurance_claim: false,
  });
  for (const key of words(
    'brand model display_name passcode passcode_type diagnosis_notes repair_notes technician_notes authorization timestamps action_by images accessories parts_used line_items device_notes checklist available_engineers battery_health_percent created_at updated_at',
  ))
    expect(detail, key).toHaveProperty(key);
  expect(detail).not.toHaveProperty('price');
});

test('sections 3.3, 3.4: a ticket in a list has its notes without ids, in full its messages with', async () => {
  const { api, legacy, order } = scene;
  const ticket = String(order.ticket_id);
  const note = legacy.user.note(ticket, 'Rang, no answer.');
  legacy.user.hear(ticket, 'Any news?');
  const listed = dataOf(await api.get('/tickets')) as { tickets: Record<string, unknown>[] };
  const row = listed.tickets[0];
  expect(keysOf(row)).toEqual(
    words(
      'id ticket_number subject status ticket_type assigned_user_id assigned_user client location_id location order created_at updated_at last_client_update enquiry_kind fulfilment buyback_labels notes',
    ),
  );
  expect(row?.['notes']).toEqual([
    {
      body: 'Rang, no answer.',
      created_at: note.created_at,
      created_by: 'Dee Okafor',
      device_id: null,
      device_name: null,
    },
  ]);
  const detail = dataOf(await api.get(`/tickets/${ticket}`));
  expect(detail['messages']).toMatchObject([
    {
      id: note.id,
      type: 'note',
      body_text: 'Rang, no answer.',
      body_html: null,
      created_by: { id: 'user-dee' },
    },
    { type: 'inbound', body_text: 'Any news?', created_by: null, from_email: 'amira@example.org' },
  ]);
  expect(detail).toMatchObject({ order: { id: order.id, device_count: 1 }, requires_location: false });
  expect(detail).not.toHaveProperty('priority');
  expect((await api.get(`/tickets/${ticket}/messages`)).status).toBe(404);
});

test('section 3.5: a client in a list has counts and no updated_at, in full they stand under stats', async () => {
  const { api, client } = scene;
  const { clients } = dataOf(await api.get('/clients')) as { clients: Record<string, unknown>[] };
  expect(keysOf(clients[0])).toEqual(
    words(
      'id created_at email name first_name last_name phone country_code client_group_id client_group_name groups email_suppressed is_generated_email email_suppressed_at suppression_status suppression_error marketing_consent ticket_count order_count device_count total_spend average_spend last_contact_received last_contact_sent',
    ),
  );
  expect(clients[0]).toMatchObject({
    name: 'Amira Chen',
    email_suppressed: 0,
    order_count: 1,
    device_count: 1,
  });
  const detail = dataOf(await api.get(`/clients/${client.id}`));
  expect(detail).toMatchObject({ email_suppressed: false, stats: { order_count: 1 }, deleted_at: null });
  expect(detail).toHaveProperty('address_line_1');
  expect(detail).toHaveProperty('updated_at');
});

test('section 3.5a: who has no address is given one that no mail reaches', async () => {
  const { api, legacy } = scene;
  const { id } = legacy.user.addClient({ first_name: 'Huw' });
  const detail = dataOf(await api.get(`/clients/${id}`));
  expect(detail).toMatchObject({ is_generated_email: true, suppression_status: 'manual_block' });
  const ticket = legacy.user.addTicket({ client_id: id });
  expect((await api.post(`/tickets/${ticket.id}/reply`, { html_body: '<p>Hello</p>' })).status).toBe(422);
  expect(legacy.mails()).toEqual([]);
});
