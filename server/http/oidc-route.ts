/**
 * Signing in at an identity provider (rules OIDC-7, OIDC-8, OIDC-10 and OIDC-11): the page asks where the browser is to go, the
 * provider sends it back, and the page asks who came. What went wrong on the way is told by the page, in words.
 */
import { Hono, type Context } from 'hono';
import { localPath } from '../../shared/lib/local-path.ts';
import type { Asking } from '../accounts/accounts.ts';
import { NotDone } from '../accounts/not-done.ts';
import type { ProviderAccounts } from '../accounts/provider-accounts.ts';
import { AccountRefused } from '../accounts/refusal.ts';
import { addressRule, Throttle } from '../accounts/throttle.ts';
import { OidcFailed, type OidcFlow } from '../auth/oidc-flow.ts';
import type { TextSeal } from '../auth/seal-text.ts';
import { errorKind, type Log } from '../log.ts';
import { createAddressOf } from './address.ts';
import { directAddress } from './direct-address.ts';
import { boundedBody, readFields } from './json-body.ts';
import { isLoopbackHost, type OriginRule } from './origin.ts';
import { ownPageOnly } from './own-page-only.ts';
import { Problem } from './problem.ts';
import { giveCookie } from './session-cookie.ts';
import { createSignInCookie } from './sign-in-cookie.ts';
import { textIn } from '../text-in.ts';

export interface OidcRouteDependencies {
  readonly flow: OidcFlow;
  readonly accounts: Pick<ProviderAccounts, 'enterVouched'>;
  /** For what a browser holds of a sign-in that is under way. */
  readonly seal: TextSeal;
  /** The first of its origins is where the provider sends people back. The request's own host when there is none. */
  readonly origin: OriginRule;
  readonly proxies?: readonly string[];
  readonly now: () => number;
  readonly log: Log;
}

const longestBody = 4096;
const longestDevice = 120;

export function oidcRoutes({ flow, accounts, seal, origin, proxies, now, log }: OidcRouteDependencies): Hono {
  const routes = new Hono();
  const addressOf = createAddressOf(proxies);
  const cookie = createSignInCookie(seal, now);
  /** Codes that nobody gave out make the relay ask the provider: by address, as passwords are tried (rule ACCOUNT-4). */
  const tried = new Throttle(addressRule, { now });

  routes.use('*', async (context, next) => {
    context.header('Cache-Control', 'no-store');
    await next();
  });

  routes.get('/', (context) => context.json({ name: flow.name }));

  routes.use('/start', ownPageOnly(origin), boundedBody(longestBody));
  routes.post('/start', async (context) => {
    const fields = await readFields(context.req);
    const mark = markIn(fields);
    const [to, device] = ['to', 'device'].map((field) => textIn(fields, field));
    try {
      const { address, checks } = await flow.begin(`${pageOf(context, origin)}/api/oidc/callback`);
      cookie.give(context, {
        as: 'begun',
        checks,
        mark,
        to: localPath(to),
        device: (device ?? '').slice(0, longestDevice),
      });
      return context.json({ address: address.href });
    } catch (error) {
      throw failed(whyOf(error), error);
    }
  });

  routes.get('/callback', async (context) => {
    const begun = cookie.read(context, 'begun');
    const to = begun?.to ?? '/';
    try {
      if (!begun) throw new OidcFailed('forged');
      const asking: Asking = {
        address: addressOf(directAddress(context), context.req.header('x-forwarded-for')),
        device: begun.device,
      };
      const wait = tried.wait(asking.address);
      if (wait > 0) throw new AccountRefused('wait', 'Too many tries.', wait);
      tried.count(asking.address);
      const vouched = await flow.finish(new URL(context.req.url), begun.checks);
      tried.takeBack(asking.address);
      const entered = await accounts.enterVouched(vouched, asking);
      const name = { shop: entered.user.shop, user: entered.user.id };
      giveCookie(context, name, entered.refresh, entered.until, now());
      cookie.give(context, { as: 'came', ...name, mark: begun.mark, to });
      log('info', 'signed-in-by-provider', name);
      return context.redirect('/signed-in');
    } catch (error) {
      const why = whyOf(error);
      if (why === undefined) throw error;
      cookie.drop(context);
      log('warn', 'provider-sign-in-failed', { why, kind: errorKind(error) });
      return context.redirect(`/signed-in#${new URLSearchParams({ refused: why, to }).toString()}`);
    }
  });

  routes.use('/enter', ownPageOnly(origin), boundedBody(longestBody));
  routes.post('/enter', async (context) => {
    const mark = markIn(await readFields(context.req));
    const came = cookie.read(context, 'came');
    if (!came || came.mark !== mark) throw failed('forged');
    cookie.drop(context);
    const { shop, user, to } = came;
    return context.json({ shop, user, to });
  });

  return routes;
}

/** What the page makes words of. */
const failed = (why: string | undefined, error?: unknown): unknown =>
  why === undefined ? error : new Problem('sign-in-failed', undefined, undefined, { why });

/** Undefined for what is no fault of whoever signs in. */
function whyOf(error: unknown): string | undefined {
  if (error instanceof OidcFailed) return error.why;
  if (error instanceof NotDone) return 'full';
  if (!(error instanceof AccountRefused)) return undefined;
  return error.why === 'suspended' || error.why === 'wait' ? error.why : 'unknown';
}

/** @throws Problem `bad-request` */
function markIn(fields: ReadonlyMap<string, unknown>): string {
  const mark = textIn(fields, 'mark');
  if (!/^[\w-]{32,128}$/.test(mark))
    throw new Problem('bad-request', 'Send a "mark" of 32 to 128 letters and digits, made at random.');
  return mark;
}

/** @throws Problem `bad-request` */
function pageOf(context: Context, { origins: [origin] }: OriginRule): string {
  if (origin !== undefined) return origin;
  const host = context.req.header('host');
  if (!host) throw new Problem('bad-request', 'Name the host.');
  return `${isLoopbackHost(host) ? 'http' : 'https'}://${host}`;
}
