/** Letting go of whoever signs out, here and in other tabs; what does it is fetched when somebody does. */
import type { TabChannel } from '../../replica/options.ts';
import type { ClearParts } from './clear-device.ts';
import type { Who } from './sessions.ts';

export interface Departures {
  /** Takes the data of whoever signed out from this device; the relay is told in the background. */
  readonly finish: () => Promise<void>;
  readonly tell: (who: Who) => void;
  /** Calls back when another tab told; the answer ends it. */
  readonly hear: (heard: (who: Who) => void) => () => void;
}

type DeparturesOptions = Omit<ClearParts, 'endAtRelay' | 'verifier'> & {
  readonly BroadcastChannel: new (name: string) => TabChannel;
};

const channelName = 'solder-signed-out';

export function departuresOf({ BroadcastChannel, ...parts }: DeparturesOptions): Departures {
  return {
    async finish() {
      const { forgetGoing, endGoing, endAtRelay } = await import('./clear-device.ts');
      const { PinVerifier } = await import('./pin-verifier.ts');
      const verifier = new PinVerifier(parts.sessions.shelf, crypto);
      await forgetGoing({ ...parts, verifier, endAtRelay });
      void endGoing({ sessions: parts.sessions, endAtRelay });
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
