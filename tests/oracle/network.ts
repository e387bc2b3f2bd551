/** Sockets between replicas and a relay in one process: what is said arrives in its order, in a turn of its own, unless it is held. */
import type { Socket, SocketClass } from '../../client/replica/options.ts';
import type { Relay } from '../../server/relay/relay.ts';
import { FakeSocket } from '../../server/relay/testing/fake-socket.ts';

export class Network {
  readonly #relay: Relay;
  #held: (() => void)[] | undefined;
  /** Frames that arrived, either way. */
  frames = 0;

  constructor(relay: Relay) {
    this.#relay = relay;
  }

  /** Nothing arrives any more, as on a line so slow that people write past each other; the answer lets it all through. */
  hold(): () => void {
    const held: (() => void)[] = [];
    this.#held = held;
    return () => {
      this.#held = undefined;
      for (const arrive of held) queueMicrotask(arrive);
    };
  }

  /** The class to hand to a replica. */
  get WebSocket(): SocketClass {
    const make = (): Socket => this.#socket();
    // A constructor that returns an object gives that instead.
    return function () {
      return make();
    } as unknown as SocketClass;
  }

  #carry(arrive: () => void): void {
    const counted = (): void => {
      this.frames++;
      arrive();
    };
    if (this.#held) this.#held.push(counted);
    else queueMicrotask(counted);
  }

  #socket(): Socket {
    const listeners: { readonly type: string; readonly listener: (event: never) => void }[] = [];
    const emit = (type: string, event: unknown): void => {
      for (const each of listeners) if (each.type === type) each.listener(event as never);
    };
    const far = new FakeSocket();
    let state = 0;
    far.send = (bytes) => {
      const data = bytes.slice().buffer;
      this.#carry(() => void (state === 1 && emit('message', { data })));
    };
    far.on('close', (code: number) => {
      if (state === 3) return;
      state = 3;
      emit('close', { code });
    });
    this.#carry(() => {
      if (state !== 0) return;
      state = 1;
      this.#relay.accept(far.asWebSocket);
      emit('open', {});
    });
    return {
      binaryType: 'arraybuffer',
      get readyState() {
        return state;
      },
      addEventListener: (type: string, listener: (event: never) => void) =>
        void listeners.push({ type, listener }),
      send: (bytes) => {
        const data = bytes.slice();
        this.#carry(() => far.say(data));
      },
      close: () => {
        state = 3;
        far.cut();
      },
    };
  }
}
