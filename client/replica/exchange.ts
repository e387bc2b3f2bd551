/**
 * One record over a channel of its own, without opening it in the page: its unsent edits go up, or, when asked for
 * `whole`, both sides give each other everything. Resolves when the relay has acknowledged, and gives the channel
 * back.
 */
import * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { readYMessage, writeStep1, writeStep2 } from '../../shared/protocol/y-message.ts';
import { frameRoom } from './channel-message.ts';
import type { Channel, Channels } from './channels.ts';
import { chunkUpdates } from './chunk-updates.ts';
import type { Outbox } from './outbox.ts';
import type { Edit } from './unsent-edits.ts';

export interface ExchangeContext {
  readonly time: Time;
  readonly channels: Channels;
  readonly outbox: Outbox;
  readonly maxFrame: () => number;
}

export type ExchangeEnd =
  | { readonly type: 'done' }
  /** The relay closed the channel with this code. */
  | { readonly type: 'closed'; readonly code: number }
  /** No acknowledgement in time, or no connection. */
  | { readonly type: 'gave-up' }
  /** An edit alone is larger than the relay takes; what came before it was sent. */
  | { readonly type: 'too-large' };

/** A relay that works answers within moments; one that waits for something else must not hold a place for ever. */
const answerWithin = 30_000;

/** Sends the record's unsent edits. Those that were acknowledged are told to the outbox as they come. */
export function sendEdits(
  { time, channels, outbox, maxFrame }: ExchangeContext,
  name: EntityKey,
): Promise<ExchangeEnd> {
  const edits = outbox.edits(name);
  const { chunks, tooLarge } = chunkUpdates<Edit>(edits, maxFrame() - frameRoom);
  const atEnd: ExchangeEnd = tooLarge ? { type: 'too-large' } : { type: 'done' };
  let safe = 0;
  return onChannel({ time, channels }, name, outbox.own(name), (channel, finish) => ({
    opened: () => {
      if (chunks.length === 0) finish(atEnd);
      for (const chunk of chunks) if (channel.send(writeStep2(chunk.update))) outbox.leave(chunk.edits);
    },
    payload: () => undefined,
    acked: (count) => {
      outbox.acknowledged(chunks.slice(safe, count).flatMap((chunk) => chunk.edits));
      safe = Math.max(safe, count);
      if (safe >= chunks.length) finish(atEnd);
    },
  }));
}

/**
 * Offers the relay what `doc` has and it lacks, and takes in what the relay has, unsent edits included. `doc` gains
 * the relay's content.
 */
export function exchangeWhole(
  { time, channels, outbox, maxFrame }: ExchangeContext,
  name: EntityKey,
  doc: Y.Doc,
): Promise<ExchangeEnd> {
  const edits = outbox.edits(name);
  let offered = false;
  let received = false;
  let acked = false;
  return onChannel({ time, channels }, name, outbox.own(name), (channel, finish) => {
    const check = (): void => {
      if (received && offered && acked) finish({ type: 'done' });
    };
    return {
      opened: () => channel.send(writeStep1(Y.encodeStateVector(doc))),
      payload: (bytes) => {
        const message = readYMessage(bytes);
        if (message.type === 'sync-step-1') {
          const offer = writeStep2(Y.encodeStateAsUpdate(doc, message.stateVector));
          if (offer.length > maxFrame() - frameRoom) return finish({ type: 'too-large' });
          offered = channel.send(offer);
          if (offered) outbox.leave(edits);
        } else if (message.type === 'sync-step-2') {
          Y.applyUpdate(doc, message.update);
          received = true;
        }
        check();
      },
      acked: (count) => {
        acked = count > 0;
        if (acked) outbox.acknowledged(edits);
        check();
      },
    };
  });
}

/** The relay's state of a record, without telling it anything; undefined when it does not say. */
export async function fetchState(
  context: Pick<ExchangeContext, 'time' | 'channels'>,
  name: EntityKey,
): Promise<Uint8Array | undefined> {
  let state: Uint8Array | undefined;
  // Vouches for nothing: a record that was closed for an id that it named is open to who only reads.
  await onChannel(context, name, [], (channel, finish) => ({
    opened: () => channel.send(writeStep1(Y.encodeStateVector(new Y.Doc()))),
    payload: (bytes) => {
      const message = readYMessage(bytes);
      if (message.type !== 'sync-step-2') return;
      state = message.update.slice();
      finish({ type: 'done' });
    },
    acked: () => undefined,
  }));
  return state;
}

interface Talk {
  opened(): void;
  payload(bytes: Uint8Array): void;
  acked(count: number): void;
}

function onChannel(
  { time, channels }: Pick<ExchangeContext, 'time' | 'channels'>,
  name: EntityKey,
  own: readonly number[],
  talkOn: (channel: Channel, finish: (end: ExchangeEnd) => void) => Talk,
): Promise<ExchangeEnd> {
  return new Promise((resolve) => {
    let cancel: Cancel | undefined;
    let channel: Channel | undefined;
    const finish = (end: ExchangeEnd): void => {
      cancel?.();
      channel?.close();
      resolve(end);
    };
    // The talk begins when the relay has answered, and by then the channel is known.
    const through: Channel = {
      send: (payload) => channel?.send(payload) ?? false,
      close: () => channel?.close(),
    };
    const talk = talkOn(through, finish);
    const guarded = (step: () => void): void => {
      try {
        step();
      } catch {
        // The relay said something that Yjs cannot read; the next try may fare better.
        finish({ type: 'gave-up' });
      }
    };
    channel = channels.open(name, own, {
      opened: () => guarded(() => talk.opened()),
      payload: (bytes) => guarded(() => talk.payload(bytes)),
      acked: (count) => talk.acked(count),
      closed: (code) =>
        finish(code === 1006 || code === 1000 ? { type: 'gave-up' } : { type: 'closed', code }),
    });
    if (channel) cancel = time.after(answerWithin, () => finish({ type: 'gave-up' }));
    else resolve({ type: 'gave-up' });
  });
}
