/**
 * Signing in at an identity provider (rules OIDC-7 and OIDC-8): where the browser goes, and what it comes back with. All of it are
 * navigations: each answer leads on, and what went wrong is told by the page, in words.
 */
import { randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { AccountRefused } from '../accounts/refusal.ts';
import { NotDone } from '../accounts/not-done.ts';
import type { ProviderAccounts } from '../accounts/provider-accounts.ts';
import { OidcFailed, type Checks, type OidcFlow } from '../auth/oidc-flow.ts';
import { errorKind, type Log } from '../log.ts';
import { createAddressOf } from './address.ts';
import { directAddress } from './direct-address.ts';
import { isLoopbackHost } from './origin.ts';
import { Problem } from './problem.ts';
import { giveCookie } from './session-cookie.ts';

export interface OidcRouteDependencies {
  readonly flow: OidcFlow;
  readonly accounts: Pick<ProviderAccounts, 'enterVouched'>;
  /** Origins of the page; the first is where the provider sends people back. The request's own host when there is none. */
  readonly origins: readonly string[];
  readonly proxies?: readonly string[];
  readonly now: () => number;
  readonly log: Log;
}

/** One that is under way, in memory: who is caught by a restart begins again. */
interface UnderWay {
  readonly checks: Checks;
  readonly to: string;
  readonly device: string;
  readonly until: number;
}

const cookieName = 'solder-oidc';
const patience = 10 * 60_000;
const mostUnderWay = 1_000;

export function oidcRoutes({ flow, accounts, origins, proxies, now, log }: OidcRouteDependencies): Hono {
  const routes = new Hono();
  const addressOf = createAddressOf(proxies);
  const underWay = new Map<string, UnderWay>();

  routes.use('*', async (context, next) => {
    context.header('Cache-Control', 'no-store');
    await next();
  });

  routes.get('/', (context) => context.json({ name: flow.name }));

  routes.get('/start', async (context) => {
    const to = localPath(context.req.query('to'));
    try {
      const { address, checks } = await flow.begin(`${pageOf(context, origins)}/api/oidc/callback`);
      const id = randomBytes(24).toString('base64url');
      makeRoom();
      const device = (context.req.query('device') ?? '').slice(0, 120);
      underWay.set(id, { checks, to, device, until: now() + patience });
      setCookie(context, cookieName, id, { ...attributes(context), maxAge: patience / 1000 });
      return context.redirect(address.href);
    } catch (error) {
      return refused(context, error, to);
    }
  });

  routes.get('/callback', async (context) => {
    const id = getCookie(context, cookieName) ?? '';
    const begun = underWay.get(id);
    // Once: what comes back a second time is nobody's.
    underWay.delete(id);
    deleteCookie(context, cookieName, attributes(context));
    if (!begun || begun.until < now()) return refused(context, new OidcFailed('forged'), '/');
    try {
      const came = new URL(context.req.url);
      const vouched = await flow.finish(came, begun.checks);
      const entered = await accounts.enterVouched(vouched, {
        address: addressOf(directAddress(context), context.req.header('x-forwarded-for')),
        device: begun.device,
      });
      const name = { shop: entered.user.shop, user: entered.user.id };
      giveCookie(context, name, entered.refresh, entered.until, now());
      log('info', 'signed-in-by-provider', name);
      return context.redirect(`/signed-in#${new URLSearchParams({ ...name, to: begun.to }).toString()}`);
    } catch (error) {
      return refused(context, error, begun.to);
    }
  });

  function refused(context: Context, error: unknown, to: string): Response {
    const why = whyOf(error);
    if (why === undefined) throw error;
    log('warn', 'provider-sign-in-failed', { why, kind: errorKind(error) });
    return context.redirect(`/signed-in#${new URLSearchParams({ refused: why, to }).toString()}`);
  }

  /** Those that are over go, and the oldest where there are too many still. */
  function makeRoom(): void {
    for (const [id, { until }] of underWay) {
      if (until >= now() && underWay.size < mostUnderWay) break;
      underWay.delete(id);
    }
  }

  return routes;
}

const attributes = (context: Context) =>
  ({
    path: '/api/oidc',
    httpOnly: true,
    // The provider's page sends the browser here.
    sameSite: 'Lax',
    secure: !isLoopbackHost(context.req.header('host')),
  }) as const;

/** Undefined for what is no fault of whoever signs in. */
function whyOf(error: unknown): string | undefined {
  if (error instanceof OidcFailed) return error.why;
  if (error instanceof NotDone) return 'full';
  if (error instanceof AccountRefused) return error.why === 'suspended' ? 'suspended' : 'unknown';
  return undefined;
}

/** Where the page goes on: a path of its own, and nobody else's address. */
function localPath(text = '/'): string {
  return /^\/(?![/\\])[^\s\\]*$/.test(text) ? text : '/';
}

function pageOf(context: Context, [origin]: readonly string[]): string {
  if (origin !== undefined) return origin;
  const host = context.req.header('host');
  if (!host) throw new Problem('bad-request', 'Name the host.');
  return `${isLoopbackHost(host) ? 'http' : 'https'}://${host}`;
}
