/**
 * What the sheet of the legacy API says was never observed, and what the emulators do there. Each is a guess, may be set
 * otherwise when an emulator is started, and nothing else in this folder guesses. The README lists them.
 */

export interface Choices {
  /** 1.3: a `limit` above 100 is taken for 100, or refused with 400. */
  readonly limitAbove100: 'clamp' | 'refuse';
  /** 5.13: what `null` does in a PATCH of an order or a device that the sheet does not call tri-state. */
  readonly nullInPatch: 'ignored' | 'clears' | 'refused';
  /** 5.13: what `""` does there. */
  readonly emptyInPatch: 'stored' | 'clears' | 'ignored';
  /** 5.13: whether texts are trimmed when they are written. */
  readonly trim: boolean;
  /** A key of a PATCH that cannot be written that way: passed over in silence, or 422. */
  readonly unknownInPatch: 'ignored' | 'refused';
  /** 5.13: whether a PATCH that changes nothing moves `updated_at`. */
  readonly unchangedBumps: boolean;
  /** 5.13: whether a note or a message moves its ticket's `updated_at`. */
  readonly messageBumpsTicket: boolean;
  /** 5.13: whether what is written below an order (items, payments, devices) moves the order's `updated_at`. */
  readonly childBumpsOrder: boolean;
  /** 5.3: whether `/status` refuses moves that section 4.1 does not have. */
  readonly statusEnforced: boolean;
  /** 1.7: which status a creation answers. */
  readonly created: 200 | 201;
  /** 1.7: requests a minute of the staff's API before 429; none where absent. */
  readonly perMinute?: number;
  /** 4.3: the device statuses of which the customer is told by an automatic mail. */
  readonly mailingStatuses: readonly string[];
  /** 4.1: what an action has to be told, by the status that it leads to. */
  readonly requiredInputs: Readonly<Record<string, readonly string[]>>;
  /** 2.4: a client that was deleted is still answered by its id, with `deleted_at`, or is 404. */
  readonly deletedClient: 'shown' | 'gone';
  /** 1.10: what a POST of a client whose address is taken does. */
  readonly sameEmail: 'refused' | 'second';
  /** 6: the words of the simple API's statuses: those of the companion plans, or those of the full API. */
  readonly simpleStatuses: 'plan' | 'full';
  /** 6: whether the simple API's creations take an `order_number` that was given out elsewhere, or number by themselves. */
  readonly simpleTakesNumber: boolean;
}

export const usualChoices: Choices = {
  limitAbove100: 'clamp',
  nullInPatch: 'ignored',
  emptyInPatch: 'stored',
  trim: false,
  unknownInPatch: 'ignored',
  unchangedBumps: true,
  messageBumpsTicket: true,
  childBumpsOrder: false,
  statusEnforced: true,
  created: 201,
  mailingStatuses: ['awaiting_authorisation', 'repaired_ready', 'rejection_ready', 'despatched'],
  requiredInputs: {
    despatched: ['tracking_number'],
    awaiting_authorisation: ['quote_items_confirmed'],
    authorised_source_parts: ['parts_to_order'],
    ready_to_pay: ['bank_details'],
    payment_made: ['payment_reference'],
  },
  deletedClient: 'shown',
  sameEmail: 'refused',
  simpleStatuses: 'full',
  simpleTakesNumber: false,
};
