/** What a bridge is asked to be (rule RUN-1). */
import { NotDone } from '../../accounts/not-done.ts';
import { mappings } from '../mapping/mappings.ts';
import type { BridgeSettings } from './bridge-files.ts';

/**
 * @param before what it is now, where it is; what is not asked for stays so
 * @param now in milliseconds
 * @throws NotDone
 */
export function readSettings(
  asked: ReadonlyMap<string, unknown>,
  before: BridgeSettings | undefined,
  now: number,
): BridgeSettings {
  // A number that was none is null as JSON, and not left out.
  const said = (name: string, usual: number): unknown => (asked.has(name) ? asked.get(name) : usual);
  const address = asked.get('address') ?? before?.address;
  if (typeof address !== 'string' || !/^https?:\/\/[^/]+/.test(address))
    throw new NotDone(
      'bad-request',
      'The address of the API begins with http:// or https://, as https://shop.example/api.',
    );
  const mapping = asked.get('mapping') ?? before?.mapping ?? 'simple';
  if (typeof mapping !== 'string' || !mappings.has(mapping))
    throw new NotDone('bad-request', `The mapping is one of: ${[...mappings.keys()].join(', ')}.`);
  return {
    address: address.replace(/\/+$/, ''),
    mapping,
    perMinute: whole(said('perMinute', before?.perMinute ?? 120), 'Requests a minute', 6_000),
    every: whole(said('every', before?.every ?? 30), 'Seconds between rounds', 86_400),
    paused: before?.paused ?? false,
    since: before?.since ?? now,
  };
}

function whole(value: unknown, what: string, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most)
    throw new NotDone('bad-request', `${what} are a whole number from 1 to ${most}.`);
  return value;
}
