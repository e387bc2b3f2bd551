/**
 * Closed lists. Nobody decides by the text of an error. A close code from 4400 to 4499 is final: trying again
 * changes nothing; 4500 to 4599 asks to try again later: that is how a stock y-websocket provider reads them.
 */
export const protocolVersion = 1;

export const closeCodes = {
  /** The frame, message or update cannot be read. */
  malformed: 4400,
  /** No token, a bad one, or one that expired. Get another one and come back. */
  unauthorized: 4401,
  /** Known, but not allowed: a view-only user wrote, or wrote with another user's client id. */
  forbidden: 4403,
  /** No such document or shop for this user; the same answer for another shop's. */
  notFound: 4404,
  /**
   * The record was erased: nothing of its name is taken any more. Of sockets of one document; a channel is told `erased` and
   * closed as `notFound`, which every replica knows.
   */
  erased: 4410,
  /** The shop has no room for another record, or for more edits: what is new stays on the device, and what is there is read as before. */
  shopFull: 4407,
  /** Nothing was said in the time allowed for saying hello. */
  helloTimeout: 4408,
  /** Too large a message. */
  tooLarge: 4413,
  /** The shop is suspended by its operator: nobody of it comes in until it is taken up again, which a replica looks for now and then. What is unsent stays on the device. */
  suspended: 4423,
  /** This relay does not speak that version of the protocol, or does not work with so old a schema any more. Load a newer version; what is unsent is kept. */
  upgradeRequired: 4426,
  /** The relay is closing down; another or the same one is there shortly. */
  draining: 4500,
  /** This socket took too long to read; it starts again from its cursor. */
  slow: 4501,
  /** What this user may do is not what it was at login; whoever still may comes back as what they are now. */
  rightsChanged: 4502,
  /** The store cannot be read or written right now. */
  storeUnavailable: 4503,
  /** The operator closed this socket. It may come back at once. */
  disconnected: 4504,
  /** Too much at once from this socket or in all. */
  overloaded: 4529,
  /** A bug in the relay. */
  internal: 4550,
} as const;

export type CloseName = keyof typeof closeCodes;
export type CloseCode = (typeof closeCodes)[CloseName];

export const isFinal = (code: number): boolean => code >= 4400 && code < 4500;

export const errorKinds = [
  'unknown-kind',
  'unknown-channel',
  'bad-message',
  'not-ready',
  'store-unavailable',
] as const;
export type ErrorKind = (typeof errorKinds)[number];
