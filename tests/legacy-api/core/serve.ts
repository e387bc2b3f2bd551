/**
 * Puts routes on a real port: who asks, counting, one transaction a request, errors, and the faults that a connection can
 * have. Knows nothing of what the routes mean.
 */
import { Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { assert } from '../../../shared/lib/assert.ts';
import type { Time } from '../../../shared/lib/time.ts';
import type { LegacyClock } from './clock.ts';
import type { Fault, Faults } from './faults.ts';
import { mangle } from './mangle.ts';
import { Refusal } from './refusal.ts';
import type { Asked, Requests } from './requests.ts';
import { kindOf, Reply, type Body, type Call, type Caller, type Route } from './route.ts';
import type { Database } from './table.ts';

export interface Served {
  readonly database: Database;
  readonly routes: readonly Route[];
  /** Who asks with this `Authorization`, and may. @throws Refusal */
  readonly admit: (route: Route, authorization: string | undefined) => Caller | undefined;
  /** Puts an answer of a handler into the API's envelope. */
  readonly envelope: (answer: unknown) => unknown;
  readonly clock: LegacyClock;
  readonly time: Time;
  readonly faults: Faults;
  readonly requests: Requests;
  /** Requests a minute before 429, where there is such a limit. */
  readonly perMinute?: number;
}

export interface Serving {
  /** With the API's root: `http://127.0.0.1:4600/api`. */
  readonly url: string;
  /** Cuts what is open, and closes. */
  readonly stop: () => Promise<void>;
}

type Env = { Bindings: HttpBindings };

const page =
  '<!doctype html><html><head><title>One moment</title></head><body><h1>Checking your browser</h1></body></html>';

export async function serve(served: Served, port: number): Promise<Serving> {
  const { routes, requests, clock } = served;
  const api = new Hono<Env>().basePath('/api');
  for (const route of routes) api.on(route.method, route.path, (context) => answer(context, route, served));
  api.notFound((context) => {
    const kind = 'unknown';
    const asked = requests.add({ kind, address: addressOf(context), body: null, at: clock.now() });
    asked.outcome = 404;
    return context.json({ success: false, error: `No route ${context.req.method} ${context.req.path}` }, 404);
  });
  const server = createAdaptorServer({ fetch: api.fetch });
  assert(server instanceof Server, 'an HTTP/1 server');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a bound server has an address');
  return {
    url: `http://127.0.0.1:${address.port}/api`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const addressOf = (context: Context<Env>): string => {
  const { pathname, search } = new URL(context.req.url);
  return pathname.replace(/^\/api/, '') + search;
};

async function answer(context: Context<Env>, route: Route, served: Served): Promise<Response> {
  const { requests, faults, clock, time } = served;
  const sent = await context.req.text();
  const body = readBody(sent);
  const address = addressOf(context);
  const asked = requests.add({ kind: kindOf(route), address, body: body ?? sent, at: clock.now() });
  const fault = faults.take(asked);
  if (fault?.fault === 'slow') await new Promise<void>((resolve) => void time.after(fault.ms, resolve));
  if (fault?.fault === 'meanwhile') served.database.transaction(fault.run);
  if (fault && 'commit' in fault && fault.commit === 'after') {
    carryOut(context, route, served, asked, body);
    return fail(context, fault, asked, served);
  }
  if (
    fault &&
    (fault.fault === 'status' || fault.fault === 'timeout' || fault.fault === 'cut' || fault.fault === 'html')
  )
    return fail(context, fault, asked, served);
  const reply = carryOut(context, route, served, asked, body);
  const whole = fault ? mangle(reply.body, fault, faults.random) : reply.body;
  // The answer is made and says what was; only then does the world move.
  if (fault?.fault === 'then') served.database.transaction(fault.run);
  const text = typeof whole === 'string' ? whole : JSON.stringify(whole);
  if (fault?.fault === 'truncated') return truncate(context, text, asked);
  asked.outcome = reply.status;
  return new Response(text, { status: reply.status, headers: { ...headers(served), ...reply.headers } });
}

const headers = ({ clock }: Served): Record<string, string> => ({
  'content-type': 'application/json',
  date: new Date(clock.now()).toUTCString(),
});

/** The body as an object; undefined where it is not JSON, or JSON of something else. */
function readBody(text: string): Body | undefined {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}

function carryOut(
  context: Context<Env>,
  route: Route,
  served: Served,
  asked: Asked,
  body: Body | undefined,
): Reply {
  try {
    limit(served);
    const caller = served.admit(route, context.req.header('authorization'));
    if (!body) throw new Refusal(400, 'Invalid JSON body');
    const params = context.req.param() as Record<string, string>;
    const userAgent = context.req.header('user-agent') ?? '';
    const call: Call = { params, query: context.req.query(), body, caller, userAgent };
    const answer = served.database.transaction(() => route.handle(call));
    asked.committed = true;
    return answer instanceof Reply ? answer : new Reply(served.envelope(answer));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message, code, status, retryAfter } = error;
    const said = { success: false, error: message, ...(code !== undefined && { code }) };
    return new Reply(said, status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });
  }
}

/** A window of a minute that slides. */
function limit({ perMinute, requests, clock }: Served): void {
  if (perMinute === undefined) return;
  const now = clock.now();
  let [recent, oldest] = [0, now];
  for (let n = requests.all.length - 1; n >= 0; n--) {
    const asked = requests.all[n];
    if (!asked || asked.at <= now - 60_000) break;
    if (asked.outcome === 429) continue;
    recent++;
    oldest = asked.at;
  }
  if (recent <= perMinute) return;
  throw new Refusal(429, 'Too many requests', undefined, Math.ceil((oldest + 60_000 - now) / 1000));
}

async function fail(context: Context<Env>, fault: Fault, asked: Asked, served: Served): Promise<Response> {
  const { outgoing } = context.env;
  switch (fault.fault) {
    case 'status': {
      asked.outcome = fault.status;
      const after = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
      const body = { success: false, error: `Status ${fault.status}` };
      return new Response(JSON.stringify(body), {
        status: fault.status,
        headers: { ...headers(served), ...after },
      });
    }
    case 'html':
      asked.outcome = fault.status ?? 200;
      return new Response(page, {
        status: asked.outcome,
        headers: { ...headers(served), 'content-type': 'text/html; charset=utf-8' },
      });
    case 'timeout':
      asked.outcome = 'hung';
      // Until whoever asked gives up, or the emulator is stopped.
      await new Promise<void>((resolve) => outgoing.once('close', resolve));
      return RESPONSE_ALREADY_SENT;
    default:
      asked.outcome = 'cut';
      outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
  }
}

/** Promises all of it and sends half. */
async function truncate(context: Context<Env>, text: string, asked: Asked): Promise<Response> {
  const { outgoing } = context.env;
  const bytes = Buffer.from(text);
  outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  await new Promise<void>((resolve) => outgoing.write(bytes.subarray(0, bytes.length >> 1), () => resolve()));
  asked.outcome = 'cut';
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}
