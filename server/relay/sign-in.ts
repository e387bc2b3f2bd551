/**
 * From a fresh socket to somebody with a name: one hello, in time, within its bytes, with a good token for a shop that
 * exists. Until then nothing else is read and nothing is told (rules LIMIT-1, AUTH-5).
 */
import type { RawData, WebSocket } from 'ws';
import type { Time } from '../../shared/lib/time.ts';
import { decodeUp } from '../../shared/protocol/codec.ts';
import { protocolVersion, type CloseName } from '../../shared/protocol/codes.ts';
import type { Hello } from '../../shared/protocol/messages.ts';
import { schemaVersionIn } from '../../shared/schema/version.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import { NotDone } from '../accounts/not-done.ts';
import { ShopSuspended } from '../accounts/refusal.ts';
import { errorKind, type Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { bytesOf, rawSocket } from './raw-socket.ts';
import type { RelayLimits } from './relay.ts';

export interface SignInOptions {
  readonly store: Pick<Store, 'hasShop'>;
  readonly verify: VerifyToken;
  readonly time: Time;
  readonly limits: Pick<RelayLimits, 'maxHello' | 'helloTimeout'>;
  readonly log: Log;
  /** The oldest version of the schema that is let in (rule VERSION-1). */
  readonly oldestSchema: number;
}

/** A message that came before anybody could hear it. */
export interface Early {
  readonly bytes: Uint8Array;
  readonly isBinary: boolean;
}

export interface SignedIn {
  readonly hello: Hello;
  readonly identity: Identity;
  /** What was said right behind the hello, to be heard before the socket is read again. */
  readonly early: () => readonly Early[];
}

/** `gone`: the socket closed meanwhile. A text frame has a close code of WebSocket's own, 1003. */
export type SignIn = SignedIn | { readonly refused: CloseName | 'text' | 'gone' };

export async function signIn(socket: WebSocket, options: SignInOptions): Promise<SignIn> {
  const first = await firstMessage(socket, options);
  if ('refused' in first) return first;
  const read = readHello(first.bytes, options);
  const identified = 'refused' in read ? read : await identify(read.hello, options);
  if (!('refused' in identified)) return { ...identified, early: first.early };
  // A socket that is not read does not hear that the other end closes, either.
  first.early();
  socket.resume();
  return identified;
}

/** Reads no more for now. What had been read already is kept: `ws` hands that out all the same. */
function keepEarly(socket: WebSocket): SignedIn['early'] {
  const early: Early[] = [];
  const keep = (data: RawData, isBinary: boolean): void =>
    void early.push({ bytes: bytesOf(data), isBinary });
  socket.on('message', keep);
  socket.pause();
  return () => {
    socket.off('message', keep);
    return early;
  };
}

function readHello(
  bytes: Uint8Array,
  { oldestSchema }: Pick<SignInOptions, 'oldestSchema'>,
): { readonly hello: Hello } | { readonly refused: CloseName } {
  const frame = decodeUp(bytes);
  if (frame.type !== 'message' || frame.message.type !== 'hello') return { refused: 'malformed' };
  // A version that this relay does not speak may mean something else by all that follows.
  if (frame.message.protocol !== protocolVersion) return { refused: 'upgradeRequired' };
  if (schemaVersionIn(frame.message.schema) < oldestSchema) return { refused: 'upgradeRequired' };
  return { hello: frame.message };
}

async function identify(
  hello: Hello,
  { verify, store, log }: SignInOptions,
): Promise<Omit<SignedIn, 'early'> | { readonly refused: CloseName }> {
  try {
    const identity = await verify(hello.token);
    if (!identity) return { refused: 'unauthorized' };
    return (await store.hasShop(identity.shop)) ? { hello, identity } : { refused: 'notFound' };
  } catch (error) {
    if (error instanceof ShopSuspended) return { refused: 'suspended' };
    // The shop has no room for one more of its provider's people.
    if (error instanceof NotDone) return { refused: 'overloaded' };
    log('error', 'sign-in-failed', { kind: errorKind(error) });
    return { refused: 'storeUnavailable' };
  }
}

type First =
  | { readonly bytes: Uint8Array; readonly early: SignedIn['early'] }
  | { readonly refused: CloseName | 'text' | 'gone' };

/** The first message, unless it is none, too large, too late, or more comes than one hello can have. */
function firstMessage(socket: WebSocket, { time, limits }: SignInOptions): Promise<First> {
  return new Promise((resolve) => {
    const raw = rawSocket(socket);
    let received = 0;
    const done = (first: First): void => {
      cancel();
      raw?.off('data', count);
      socket.off('message', message);
      socket.off('close', gone);
      resolve(first);
    };
    // `ws` hands out whole messages only; what is sent in a thousand fragments, or never ended, shows here.
    const count = (chunk: Buffer): void => {
      received += chunk.length;
      if (received > limits.maxHello * 2) done({ refused: 'tooLarge' });
    };
    const message = (data: RawData, isBinary: boolean): void => {
      const bytes = bytesOf(data);
      if (!isBinary) return done({ refused: 'text' });
      done(bytes.length > limits.maxHello ? { refused: 'tooLarge' } : { bytes, early: keepEarly(socket) });
    };
    const gone = (): void => done({ refused: 'gone' });
    const cancel = time.after(limits.helloTimeout, () => done({ refused: 'helloTimeout' }));
    raw?.on('data', count);
    socket.on('message', message);
    socket.once('close', gone);
  });
}
