/**
 * From an HTTP upgrade to a socket in the relay's hands: the origin, the slot before login, and for a plain
 * y-websocket client its token and document. What is said on the socket afterwards is the relay's alone.
 */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeCodes, type CloseName } from '../../shared/protocol/codes.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import { NotDone } from '../accounts/not-done.ts';
import { ShopSuspended } from '../accounts/refusal.ts';
import { errorKind, type Log } from '../log.ts';
import type { Relay, RelayLimits } from '../relay/relay.ts';
import type { DocumentName, Store } from '../store/store.ts';
import { createAddressOf } from './address.ts';
import { Slots, type SlotLimits } from './slots.ts';
import { originAllowed, type OriginRule } from './origin.ts';
import { answerOf, Problem } from './problem.ts';
import { requestIdHeader, requestNow, withinRequest } from './request-log.ts';
import { parseSyncPath } from './sync-path.ts';

/** Five hundred devices behind one router come back at once after a restart; more than that is not a shop. */
const usualSlots: SlotLimits = { perName: 512, inAll: 4096 };

/** How long the other end may take to hear that it is turned away, in milliseconds. */
const goWithin = 2_000;

export interface UpgradeDependencies {
  readonly relay: Pick<Relay, 'accept' | 'acceptPlain'>;
  readonly store: Pick<Store, 'hasShop'>;
  readonly verify: VerifyToken;
  readonly origin: OriginRule;
  readonly limits: Pick<RelayLimits, 'maxFrame' | 'helloTimeout'>;
  readonly slots?: SlotLimits;
  /** Addresses that are believed whom they name, beside this machine's own. */
  readonly proxies?: readonly string[];
  readonly time: Time;
  readonly log: Log;
}

/** Answers the listener for a server's `upgrade` event. */
export function createUpgrade(given: UpgradeDependencies) {
  const { relay, origin, limits, time, log } = given;
  const slots = new Slots(given.slots ?? usualSlots);
  const addressOf = createAddressOf(given.proxies);
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // A bomb of 92 KB became 94 MB (fault 38); what the relay sends is compressed where it pays already.
    perMessageDeflate: false,
    maxPayload: limits.maxFrame,
  });

  // The handshake itself, which `ws` looks at.
  sockets.on('wsClientError', (_error, socket) => {
    turnAway(socket, new Problem('bad-request', 'That is no handshake of a WebSocket.'));
  });

  /** Answers with a problem instead of a handshake, and does not wait longer for the other end than that takes (rule AUTH-23). */
  function turnAway(socket: Duplex, problem: Problem): void {
    const { status, headers, body } = answerOf(problem);
    const id = requestNow();
    const lines = Object.entries({
      ...headers,
      ...(id !== undefined && { [requestIdHeader]: id }),
      'Sec-WebSocket-Version': '13',
      'Content-Length': String(Buffer.byteLength(body)),
      Connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
    const cancel = time.after(goWithin, () => socket.destroy());
    socket.once('close', cancel);
  }

  async function answer(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = parseSyncPath(request.url ?? '');
    if (!path) return turnAway(socket, new Problem('not-found'));
    if (!originAllowed(request.headers.origin, request.headers.host, origin)) {
      log('warn', 'foreign-origin');
      return turnAway(socket, new Problem('forbidden'));
    }
    const release = slots.take(addressOf(request.socket.remoteAddress, oneText(request, 'x-forwarded-for')));
    if (!release) {
      log('warn', 'too-many-before-login');
      return turnAway(socket, new Problem('too-many-requests'));
    }
    socket.once('close', release);

    if (path.door === 'multiplexed') {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        // Without a hello the relay closes it after this time, so that it is not before its login any longer.
        const cancel = time.after(limits.helloTimeout, release);
        webSocket.once('close', cancel);
        relay.accept(webSocket, release);
      });
      return;
    }

    const { token, name } = path;
    const decided = await admitPlain(token, name, given);
    if (socket.destroyed) return;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      if ('refused' in decided) return refuse(webSocket, decided.refused);
      release();
      relay.acceptPlain(webSocket, decided.name, decided.identity);
    });
  }

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    void withinRequest(oneText(request, 'x-request-id'), () =>
      answer(request, socket, head).catch((error: unknown) => {
        log('error', 'upgrade-failed', { kind: errorKind(error) });
        socket.destroy();
      }),
    );
  };
}

/** One text, also where the header came more than once. */
const oneText = ({ headers }: IncomingMessage, name: string): string | undefined => headers[name]?.toString();

/** The order of the questions is part of the answer: without a valid token nothing is said about any name. */
async function admitPlain(
  token: string,
  name: DocumentName | undefined,
  { verify, store, log }: UpgradeDependencies,
): Promise<{ readonly name: DocumentName; readonly identity: Identity } | { readonly refused: CloseName }> {
  try {
    const identity = await verify(token);
    if (!identity) return { refused: 'unauthorized' };
    const exists = await store.hasShop(identity.shop);
    if (!name || name.shop !== identity.shop || !exists) return { refused: 'notFound' };
    return { name, identity };
  } catch (error) {
    if (error instanceof ShopSuspended) return { refused: 'suspended' };
    if (error instanceof NotDone) return { refused: 'overloaded' };
    log('error', 'upgrade-failed', { kind: errorKind(error) });
    return { refused: 'storeUnavailable' };
  }
}

/** A stock y-websocket client reads close codes only, so the handshake is finished before the refusal. */
function refuse(webSocket: WebSocket, reason: CloseName): void {
  webSocket.on('error', () => webSocket.terminate());
  webSocket.close(closeCodes[reason], reason);
}
