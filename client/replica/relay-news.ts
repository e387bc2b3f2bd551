/** Hands what the relay says to the parts of a replica that it is for. */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { never } from '../../shared/lib/assert.ts';
import type { Down } from '../../shared/protocol/messages.ts';
import type { Parts } from './parts.ts';

export function hearRelay(parts: Parts, message: Down): void {
  const { legacy, channels, people, refusals, erasing, leaving, leadership, health } = parts;
  // The relay speaks of the bridge first, where there is one.
  if (message.type === 'legacy') return legacy.heard(message);
  if (message.type !== 'withheld') legacy.settled();
  switch (message.type) {
    case 'opened':
      return channels.opened(message);
    case 'taken':
      void health.watch('remade', parts.remakes.heard(message.name as EntityKey, message.clients));
      return undefined;
    case 'closed':
      return channels.closed(message);
    case 'ack':
      return channels.ack(message);
    case 'pong':
      return channels.alive();
    case 'presence':
      return people.heard(message);
    case 'refused':
      return refusals.heard(message);
    case 'kept':
      return refusals.kept(message);
    case 'refused-moved':
      return refusals.moved(message);
    case 'withheld':
      return leadership.withhold(message.kinds);
    case 'erased':
      return erasing.told(erasing.read(message));
    case 'left':
      return leaving.told(erasing.read({ ...message, files: [] }).names);
    case 'locations':
      return parts.locations.heard(message);
    case 'page':
    case 'changed':
      return leadership.current?.heard(message);
    case 'leased':
    case 'error':
      // What else the relay says it did not understand, or could not do, is told by channels that close.
      return parts.numbers.heard(message);
    case 'welcome':
      return undefined;
    default:
      return never(message, 'a message that a replica does not know');
  }
}
