/**
 * A load on a relay that counts what it does, run as a process of its own so that nobody else's work is in its figures:
 * `startLoad` hands it its orders one after the other.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { StampClock } from '../../shared/lib/stamp.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { openEntity } from '../../shared/document/open-entity.ts';
import { device } from '../../shared/schema/device.ts';
import { ProtocolClient, type OpenDocument } from '../support/protocol-client.ts';

/** What it did so far, as it knows it without asking anybody. */
export interface Ledger {
  readonly connections: number;
  readonly records: number;
  /** Update-bearing messages, with the sync step 2 of each record that was opened, which brought nothing. */
  readonly sent: number;
  readonly acknowledged: number;
  readonly edits: number;
  readonly refused: number;
  /** Milliseconds within which the half of the edits was acknowledged, measured from here. */
  readonly median: number;
  /** Codes with which the relay closed connections. */
  readonly closed: readonly number[];
}

export type Order =
  | {
      readonly do: 'connect';
      readonly url: string;
      /** One connection for each; the last one is of somebody who may not write prices. */
      readonly tokens: readonly string[];
      readonly records: number;
    }
  /** Writes so many edits, evenly spread, of which the last connection's are refused; resolves when all are acknowledged. */
  | { readonly do: 'write'; readonly edits: number; readonly refused: number; readonly perSecond: number }
  | { readonly do: 'tell' };

export interface Load {
  order(order: Order): Promise<Ledger>;
  end(): void;
}

export function startLoad(): Load {
  const child = fork(import.meta.filename, ['load'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    async order(order) {
      const answered = once(child, 'message');
      child.send(order);
      const [answer] = (await answered) as [{ readonly ledger: Ledger } | { readonly failed: string }];
      if ('failed' in answer) throw new Error(answer.failed);
      return answer.ledger;
    },
    end: () => void child.kill(),
  };
}

class Running {
  readonly #clients = new Set<ProtocolClient>();
  readonly #open: OpenDocument[] = [];
  readonly #closed: number[] = [];
  readonly #took: number[] = [];
  /** When each message went out that is not acknowledged. */
  readonly #under = new Map<OpenDocument, Map<number, number>>();
  #records = 0;
  #edits = 0;
  #refused = 0;

  async obey(order: Order): Promise<void> {
    if (order.do === 'connect') await this.#connect(order);
    if (order.do === 'write') await this.#write(order);
  }

  get ledger(): Ledger {
    const sum = (count: (open: OpenDocument) => number) =>
      this.#open.reduce((all, open) => all + count(open), 0);
    return {
      connections: this.#clients.size,
      records: this.#records,
      sent: sum(({ sent }) => sent),
      acknowledged: sum(({ acked }) => acked),
      edits: this.#edits,
      refused: this.#refused,
      median: this.#took.toSorted((a, b) => a - b)[Math.floor(this.#took.length / 2)] ?? 0,
      closed: this.#closed,
    };
  }

  async #connect({ url, tokens, records }: Extract<Order, { do: 'connect' }>): Promise<void> {
    this.#records = records;
    for (const [at, token] of tokens.entries()) {
      const client = await ProtocolClient.connect(url, token);
      this.#clients.add(client);
      void this.#noteEnd(client);
      const open = await client.open(`device/load-${at % records}`);
      this.#open.push(open);
      this.#measure(open);
    }
    await this.#acknowledged();
  }

  async #write({ edits, refused, perSecond }: Extract<Order, { do: 'write' }>): Promise<void> {
    const writers = this.#open.slice(0, -1);
    const last = this.#open.at(-1);
    if (!last) throw new Error('nobody is connected');
    const prices = openEntity({
      doc: last.doc,
      kind: device,
      author: 'tom',
      clock: new StampClock(systemTime),
      random: systemRandom,
    });
    const started = performance.now();
    for (let done = 0; done < edits; done++) {
      const due = started + (done * 1_000) / perSecond;
      if (due > performance.now()) await pause(due - performance.now());
      if (refused > 0 && done % Math.floor(edits / refused) === 0 && this.#refused < refused) {
        prices.set('price', done);
        this.#refused++;
      } else this.#type(writers[done % writers.length] ?? last, done);
      this.#edits++;
    }
    await this.#acknowledged();
  }

  async #noteEnd(client: ProtocolClient): Promise<void> {
    const code = await client.closed;
    this.#clients.delete(client);
    this.#closed.push(code);
  }

  /** How long each of its messages takes from here to here. */
  #measure(open: OpenDocument): void {
    const under = new Map<number, number>();
    this.#under.set(open, under);
    open.onAck = (acked) => {
      for (const [message, at] of under) {
        if (message > acked) break;
        this.#took.push(performance.now() - at);
        under.delete(message);
      }
    };
  }

  #type(open: OpenDocument, done: number): void {
    const text = open.doc.getText('text:notes');
    text.insert(text.length, `${done} `);
    this.#under.get(open)?.set(open.sent, performance.now());
  }

  async #acknowledged(): Promise<void> {
    while (this.#open.some(({ sent, acked }) => acked < sent)) await pause(5);
  }
}

if (process.argv[2] === 'load') {
  const running = new Running();
  // Nobody is left to be told.
  process.once('disconnect', () => process.exit());
  process.on('message', (order) => {
    running.obey(order as Order).then(
      () => process.send?.({ ledger: running.ledger }),
      (error: unknown) => process.send?.({ failed: error instanceof Error ? error.message : String(error) }),
    );
  });
}
