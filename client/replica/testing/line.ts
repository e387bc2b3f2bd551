/** A device's line to a relay, which a test can cut: nothing gets through, then or until it is mended. */
import type { Socket, SocketClass } from '../options.ts';

type Listener = (event: never) => void;

export class Line {
  readonly #inner: SocketClass;
  readonly #open = new Set<() => void>();
  #works = true;
  #isDead = false;

  constructor(inner: SocketClass) {
    this.#inner = inner;
  }

  /** The class to hand to the device's replica. */
  get WebSocket(): SocketClass {
    const make = (url: string): Socket => this.#socket(url);
    // A constructor that returns an object gives that instead.
    return function (url: string) {
      return make(url);
    } as unknown as SocketClass;
  }

  cut(): void {
    this.#works = false;
    this.drop();
  }

  mend(): void {
    this.#works = true;
  }

  /** Every connection ends; new ones may be made. */
  drop(): void {
    for (const end of this.#open) end();
  }

  /** As when the process is killed: nothing is sent or heard any more, not even that it ended. */
  kill(): void {
    this.#isDead = true;
    this.cut();
  }

  #socket(url: string): Socket {
    const listeners: { readonly type: string; readonly listener: Listener }[] = [];
    const emit = (type: string, event: unknown): void => {
      if (this.#isDead) return;
      for (const each of listeners) if (each.type === type) each.listener(event as never);
    };
    const inner = this.#works ? new this.#inner(url) : null;
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      this.#open.delete(end);
      inner?.close();
      queueMicrotask(() => emit('close', { code: 1006 }));
    };
    this.#open.add(end);
    if (inner) {
      inner.binaryType = 'arraybuffer';
      inner.addEventListener('open', () => void (isOver || emit('open', {})));
      inner.addEventListener('message', ({ data }) => void (isOver || emit('message', { data })));
      inner.addEventListener('error', () => undefined);
      inner.addEventListener('close', ({ code }) => {
        if (isOver) return;
        isOver = true;
        this.#open.delete(end);
        emit('close', { code });
      });
    } else {
      queueMicrotask(end);
    }
    return {
      binaryType: 'arraybuffer',
      get readyState() {
        return isOver ? 3 : (inner?.readyState ?? 0);
      },
      addEventListener: (type: string, listener: Listener) => void listeners.push({ type, listener }),
      send: (bytes) => {
        if (!isOver) inner?.send(bytes);
      },
      close: () => {
        isOver = true;
        this.#open.delete(end);
        inner?.close();
      },
    };
  }
}
