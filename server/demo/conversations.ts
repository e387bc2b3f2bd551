/** What is said on the demo's tickets, by whom, in the order in which it would be said. */

export type Voice = 'client' | 'shop' | 'note';

export interface Said {
  readonly by: Voice;
  readonly channel: 'client' | 'email' | 'sms' | 'note';
  /** `{device}`, `{name}` and `{price}` are filled in. */
  readonly text: string;
}

export const openings: readonly (readonly Said[])[] = [
  [
    { by: 'client', channel: 'client', text: 'Hello, how long will the {device} take? I need it for work.' },
    {
      by: 'shop',
      channel: 'email',
      text: 'Hi {name}, we should know by tomorrow afternoon and will text you then.',
    },
  ],
  [
    { by: 'client', channel: 'sms', text: 'Any news on my {device}?' },
    { by: 'note', channel: 'note', text: 'Rang back, no answer. Try again after 5.' },
  ],
  [
    {
      by: 'shop',
      channel: 'email',
      text: 'Dear {name}, we have booked in your {device} and will look at it today.',
    },
  ],
  [
    {
      by: 'note',
      channel: 'note',
      text: 'Client says photos are not backed up. Do NOT reset without asking.',
    },
    {
      by: 'shop',
      channel: 'sms',
      text: 'Hi {name}, your {device} is in the queue. We will not erase anything.',
    },
  ],
];

export const quotes: readonly (readonly Said[])[] = [
  [
    {
      by: 'shop',
      channel: 'sms',
      text: 'Hi {name}, the repair of your {device} comes to {price}. Shall we go ahead?',
    },
    { by: 'client', channel: 'sms', text: 'Yes please, go ahead.' },
    { by: 'note', channel: 'note', text: 'Part ordered, due in two days.' },
  ],
  [
    {
      by: 'shop',
      channel: 'email',
      text: 'Dear {name}, we can repair your {device} for {price} including VAT.',
    },
    { by: 'client', channel: 'email', text: 'That is more than I thought. Is there a cheaper part?' },
    {
      by: 'shop',
      channel: 'email',
      text: 'There is one, but we cannot give our usual year of warranty on it.',
    },
    { by: 'client', channel: 'email', text: 'Then the good one, thank you.' },
  ],
];

export const endings: readonly (readonly Said[])[] = [
  [
    { by: 'shop', channel: 'sms', text: 'Hi {name}, your {device} is ready. We are open until 6.' },
    { by: 'client', channel: 'sms', text: 'Brilliant, I will come by on my way home.' },
  ],
  [
    {
      by: 'shop',
      channel: 'email',
      text: 'Dear {name}, your {device} is ready to collect. Please bring your receipt.',
    },
  ],
];

export const leads: readonly string[] = [
  'Do you repair {device}s? What would it cost roughly?',
  'Do you have a slot on Saturday morning for a {device}?',
  'Is my {device} still under warranty with you? You repaired it last spring.',
];
