/** The columns of the four core records of the full API (3.1 to 3.5), and which of them a PATCH writes. */
import type { Writable } from '../core/patch.ts';
import type { ColumnType } from '../core/table.ts';

/** Columns of one type, from a line of names. */
const all = <T extends ColumnType, const N extends string>(
  type: T,
  names: readonly N[],
): { readonly [K in N]: T } =>
  Object.fromEntries(names.map((name) => [name, type])) as { readonly [K in N]: T };

export const socials = [
  'social_facebook',
  'social_instagram',
  'social_twitter',
  'social_linkedin',
  'social_tiktok',
  'social_youtube',
  'social_pinterest',
  'social_whatsapp',
  'social_snapchat',
  'social_threads',
] as const;

const clientTexts = [
  'email',
  'name',
  'first_name',
  'last_name',
  'phone',
  'country_code',
  'notes',
  'address_line_1',
  'address_line_2',
  'city',
  'county',
  'postcode',
  'country',
  ...socials,
] as const;

export const clientColumns = {
  ...all('text', clientTexts),
  ...all('text', [
    'client_group_id',
    'email_suppressed_at',
    'suppression_status',
    'suppression_error',
    'marketing_consent_at',
    'marketing_consent_source',
    'last_contact_received',
    'last_contact_sent',
    'created_at',
    'updated_at',
    'deleted_at',
  ]),
  ...all('int', ['email_suppressed', 'is_generated_email', 'marketing_consent']),
} as const;

/** 2.4: never observed; the plain names of 3.5. */
export const clientWritable: Writable = {
  ...(Object.fromEntries(clientTexts.map((name) => [name, 'text'])) as Writable),
  marketing_consent: 'flag',
};

export const orderColumns = {
  ...all('text', [
    'ticket_id',
    'client_id',
    'location_id',
    'assigned_user_id',
    'intake_method',
    'stored_status',
    'authorisation_type',
    'authorisation_notes',
    'tracking_number',
    'carrier',
    'quote_sent_at',
    'authorised_at',
    'rejected_at',
    'service_completed_at',
    'collected_at',
    'despatched_at',
    'ready_by_date',
    'portal_access_expires_at',
    'global_discount_reason',
    'customer_po_reference',
    'customer_po_received_at',
    'billing_group_id',
    // Computed when something below changes, and sent as if it were on reading: no `updated_at` tells of it (5.14).
    'status',
    'payment_status',
    'created_at',
    'updated_at',
  ]),
  ...all('int', ['order_number', 'portal_access_disabled']),
  ...all('real', [
    'authorisation_amount',
    'global_discount_percent',
    'global_discount_amount',
    'customer_po_value',
    'subtotal',
    'vat_total',
    'discount_total',
    'grand_total',
    'deposits_paid',
    'amount_paid',
    'total_refunded',
    'balance_due',
  ]),
} as const;

export const orderWritable: Writable = {
  location_id: 'text',
  assigned_user_id: 'text',
  intake_method: 'text',
  authorisation_type: 'text',
  authorisation_amount: 'number',
  authorisation_notes: 'text',
  tracking_number: 'text',
  carrier: 'text',
  ready_by_date: 'text',
  portal_access_expires_at: 'text',
  portal_access_disabled: 'flag',
};

/** When a device came to where it is (3.2b), in the order of the wire. */
export const deviceTimes = [
  'received_at',
  'checked_in_at',
  'diagnosis_started_at',
  'diagnosis_completed_at',
  'report_sent_at',
  'report_authorised_at',
  'report_rejected_at',
  'repair_started_at',
  'repair_completed_at',
  'quality_checked_at',
  'ready_for_collection_at',
  'collected_at',
  'despatched_at',
] as const;

export const deviceActors = [
  'diagnosis_started_by',
  'diagnosis_completed_by',
  'repair_started_by',
  'repair_completed_by',
  'quote_sent_by',
  'marked_ready_by',
] as const;

const deviceTexts = [
  'brand_id',
  'model_id',
  'custom_brand',
  'custom_model',
  'serial_number',
  'imei',
  'colour',
  'storage_capacity',
  'passcode',
  'passcode_type',
  'find_my_status',
  'condition_grade',
  'customer_reported_issues',
  'technician_found_issues',
  'condition_notes',
  'diagnosis_notes',
  'repair_notes',
  'technician_notes',
  'diagnosis_conclusion',
  'visual_check',
  'electrical_check',
  'mechanical_check',
  'warranty_provider',
  'warranty_expiry_date',
  'insurance_reference',
  'priority',
  'due_date',
  'workflow_type',
  'assigned_engineer_id',
  'sub_location_id',
  'device_type_id',
] as const;

/** True booleans on the wire, unlike all others (5.5). */
export const deviceFlags = [
  'data_backup_offered',
  'data_backup_accepted',
  'data_backup_completed',
  'factory_reset_required',
  'factory_reset_completed',
  'is_under_warranty',
  'insurance_claim',
] as const;

export const deviceColumns = {
  ...all('text', deviceTexts),
  ...all('text', deviceTimes),
  ...all('text', deviceActors),
  ...all('int', deviceFlags),
  ...all('text', [
    'order_id',
    'status',
    'scheduled_start',
    'authorization_status',
    'authorization_method',
    'authorized_at',
    'authorized_by',
    'authorization_notes',
    'authorized_next_status',
    'created_at',
    'updated_at',
  ]),
  ...all('int', [
    'additional_issues_found',
    'damage_matches_reported',
    'aftermarket_consent',
    'battery_cycle_count',
  ]),
  battery_health_percent: 'real',
} as const;

export const deviceWritable: Writable = {
  ...(Object.fromEntries(deviceTexts.map((name) => [name, 'text'])) as Writable),
  ...(Object.fromEntries(deviceFlags.map((name) => [name, 'flag'])) as Writable),
  damage_matches_reported: 'flag',
  // Asked for as a string, answered as a number (5.5).
  additional_issues_found: 'number',
};

/** What a creation takes beside (2.3). */
export const deviceCreation: Writable = { ...deviceWritable, aftermarket_consent: 'number' };

export const ticketColumns = {
  ...all('text', [
    'subject',
    'status',
    'ticket_type',
    'assigned_user_id',
    'client_id',
    'location_id',
    'enquiry_kind',
    'fulfilment',
    'merged_into_ticket_id',
    'created_at',
    'updated_at',
    'last_client_update',
  ]),
  ticket_number: 'int',
} as const;

/** 2.5: only `status` was observed; the rest is a guess. */
export const ticketWritable: Writable = {
  status: 'text',
  subject: 'text',
  assigned_user_id: 'text?',
  location_id: 'text?',
};
