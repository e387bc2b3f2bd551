/**
 * The numbers of message kinds on the wire: a closed table. A number is never given to another kind, and a kind
 * that goes leaves its number unused. Golden bytes pin them (rule WIRE-2).
 */
import type { ErrorKind } from './codes.ts';
import type { LegacyStep } from './legacy.ts';
import type { Down, Up } from './messages.ts';

export const upKinds = {
  hello: 1,
  open: 2,
  close: 3,
  'catch-up': 4,
  here: 5,
  ping: 6,
  lease: 7,
  device: 8,
  legacy: 9,
  tally: 10,
} as const satisfies Record<Up['type'], number>;

export const downKinds = {
  welcome: 33,
  opened: 34,
  closed: 35,
  ack: 36,
  page: 37,
  changed: 38,
  presence: 39,
  refused: 40,
  error: 41,
  pong: 42,
  withheld: 43,
  kept: 44,
  leased: 45,
  'refused-moved': 46,
  erased: 47,
  taken: 48,
  locations: 49,
  left: 50,
  legacy: 51,
} as const satisfies Record<Down['type'], number>;

/** On a document's channel: the payload is a y-websocket message. All other kinds there are reserved and ignored. */
export const documentKind = 0;

/** As `error` messages carry them. */
export const errorNumbers = {
  'unknown-kind': 1,
  'unknown-channel': 2,
  'bad-message': 3,
  'not-ready': 4,
  'store-unavailable': 5,
} as const satisfies Record<ErrorKind, number>;

/** As `legacy` messages carry them. */
export const legacyStepNumbers = {
  there: 1,
  waiting: 2,
  'given-up': 3,
  apart: 4,
  part: 5,
} as const satisfies Record<LegacyStep, number>;
