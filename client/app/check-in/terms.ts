/** What a client agrees to at check-in. The version is written into the order, so that it can be told later what was agreed. */

export const termsVersion = '2026-11';

export const terms: readonly string[] = [
  'We look at your device and tell you what a repair would cost before we do it. If you agreed to an amount beforehand, we may repair up to that amount without asking.',
  'Please back up your data first. A repair can require a device to be reset; we are not liable for data on it.',
  'A device that was opened before, or that was damaged by liquid, may stop working when it is opened. We tell you when we see that risk.',
  'Parts that we replace are recycled unless you ask for them at check-in.',
  'Repairs are guaranteed for 90 days for the parts fitted and the work done. Damage by a fall or by liquid is not covered.',
  'Please collect your device within 90 days after we told you that it is ready.',
  'We keep your name, your contact details and what we did to your device for as long as the guarantee and the law require, and use them for nothing else.',
];
