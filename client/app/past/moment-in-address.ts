/** How a moment of a record stands in the address: `v12.TIME` after an entry of its log, else a time in milliseconds. Pure. */
import type { Moment } from '../../../shared/document/history/change.ts';

/** `on` is when the entry came, in the relay's milliseconds: for people. */
export type AddressedMoment = { readonly time: number } | { readonly version: number; readonly on?: number };

/** Undefined for what is no moment. */
export function momentInAddress(text: string): AddressedMoment | undefined {
  const found = /^(?:v(\d{1,15})(?:\.(\d{1,15}))?|(\d{1,15}))$/.exec(text);
  if (!found) return undefined;
  const [, version, on, time] = found;
  if (time !== undefined) return { time: Number(time) };
  return { version: Number(version), ...(on !== undefined && { on: Number(on) }) };
}

export function inAddress(moment: AddressedMoment): string {
  if (!('version' in moment)) return String(moment.time);
  return `v${moment.version}${moment.on === undefined ? '' : `.${moment.on}`}`;
}

/** Where the relay tells what a record was then, below the shop. */
export const pastPath = (record: string, moment: Moment): string =>
  'version' in moment ? `${record}/versions/${moment.version}` : `${record}/history/at?time=${moment.time}`;
