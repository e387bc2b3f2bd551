/** Letting go of whoever signs out, here and in other tabs; what does it is fetched when somebody does. */
import type { TabChannel } from '../../replica/options.ts';
import type { ClearParts } from './clear-device.ts';
import type { Who } from './sessions.ts';

export interface Departures {
  /** Takes the data of whoever signed out from this device; the relay is told in the background. Rejects where what does it cannot be fetched. */
  readonly finish: () => Promise<void>;
  /** Tells the relay, whenever there is a network again, of whom it could not be told before (rule OUT-3); the answer ends it. */
  readonly tellWhenOnline: () => () => void;
  readonly tell: (who: Who) => void;
  /** Calls back when another tab told; the answer ends it. */
  readonly hear: (heard: (who: Who) => void) => () => void;
}

type DeparturesOptions = Omit<ClearParts, 'endAtRelay' | 'verifier'> & {
  readonly BroadcastChannel: new (name: string) => TabChannel;
  /** Says `online` when there is a network again. */
  readonly network: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
};

const channelName = 'solder-signed-out';

export function departuresOf({ BroadcastChannel, network, ...parts }: DeparturesOptions): Departures {
  const { sessions } = parts;
  const tellRelay = async (): Promise<void> => {
    if (sessions.going().length === 0) return;
    const { endGoing, endAtRelay } = await import('./clear-device.ts');
    await endGoing({ sessions, endAtRelay });
  };
  // What cannot be fetched now is at the next network, or the next start.
  const heard = (): void => void tellRelay().catch(() => undefined);
  return {
    async finish() {
      const { forgetGoing, endGoing, endAtRelay } = await import('./clear-device.ts');
      const { PinVerifier } = await import('./pin-verifier.ts');
      const verifier = new PinVerifier(sessions.shelf, crypto);
      await forgetGoing({ ...parts, verifier, endAtRelay });
      void endGoing({ sessions, endAtRelay });
    },
    tellWhenOnline() {
      network.addEventListener('online', heard);
      return () => network.removeEventListener('online', heard);
    },
    tell({ shop, user }) {
      const channel = new BroadcastChannel(channelName);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
      channel.postMessage({ shop, user });
      channel.close();
    },
    hear(heard) {
      const channel = new BroadcastChannel(channelName);
      channel.addEventListener('message', ({ data }) => {
        if (isWho(data)) heard(data);
      });
      return () => channel.close();
    },
  };
}

function isWho(data: unknown): data is Who {
  if (typeof data !== 'object' || data === null) return false;
  const found = new Map<string, unknown>(Object.entries(data));
  return typeof found.get('shop') === 'string' && typeof found.get('user') === 'string';
}
