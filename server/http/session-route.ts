/** Signing in with a password, going on without one, and signing out (sections ACCOUNT and SESSION of docs/SPEC.md). */
import { Hono, type Context } from 'hono';
import { parseShop, parseUser } from '../../shared/lib/ids.ts';
import type { Accounts, Asking, Entered } from '../accounts/accounts.ts';
import { AccountRefused } from '../accounts/refusal.ts';
import type { VerifyToken } from '../auth/identity.ts';
import type { AccountName } from '../store/account-store.ts';
import { createAddressOf } from './address.ts';
import { directAddress } from './direct-address.ts';
import { requireIdentity } from './bearer.ts';
import { boundedBody, readFields } from './json-body.ts';
import type { OriginRule } from './origin.ts';
import { ownPageOnly } from './own-page-only.ts';
import { Problem } from './problem.ts';
import { dropCookie, giveCookie, takeCookie } from './session-cookie.ts';
import { textIn } from '../text-in.ts';

export interface SessionDependencies {
  readonly accounts: Accounts;
  readonly verify: VerifyToken;
  readonly origin: OriginRule;
  /** Addresses that are believed whom they name, beside this machine's own. */
  readonly proxies?: readonly string[];
  readonly now: () => number;
  /** False where an identity provider vouches for people: nobody is asked for passwords, PINs or invitations (rule OIDC-6). */
  readonly passwords?: boolean;
}

const longestBody = 4096;

type Fields = ReadonlyMap<string, unknown>;

export function sessionRoutes(given: SessionDependencies): Hono {
  const { accounts, verify, origin, proxies, now, passwords = true } = given;
  const routes = new Hono();
  const addressOf = createAddressOf(proxies);
  const askingOf = (context: Context, fields: Fields): Asking => ({
    address: addressOf(directAddress(context), context.req.header('x-forwarded-for')),
    device: textIn(fields, 'device'),
  });

  routes.use('*', ownPageOnly(origin));
  routes.use('*', async (context, next) => {
    context.header('Cache-Control', 'no-store');
    await next();
  });
  routes.use('*', boundedBody(longestBody));
  if (!passwords) {
    for (const path of ['/', '/invitation', '/invitation/accept', '/:shop/:user/:what{unlock|password|pin}'])
      routes.post(path, () => Promise.reject(new Problem('not-found')));
  }

  const told = async (context: Context, entered: Entered) => {
    const { user, token, expires, refresh, until } = entered;
    const name = { shop: user.shop, user: user.id };
    giveCookie(context, name, refresh, until, now());
    const pin = await accounts.hasPin(name);
    return context.json({
      ...name,
      name: user.name,
      role: user.role,
      token,
      expires,
      lasts: expires - now(),
      pin,
      // With neither a password nor a PIN of ours.
      ...(!passwords && { elsewhere: true }),
    });
  };

  routes.post('/', async (context) => {
    const fields = await readFields(context.req);
    const name = nameOf(textIn(fields, 'shop'), textIn(fields, 'user'));
    const password = textIn(fields, 'password');
    return told(context, await accounts.signIn(name, password, askingOf(context, fields)));
  });

  routes.post('/invitation', async (context) => {
    const fields = await readFields(context.req);
    const user = await accounts.invited(textIn(fields, 'code'), askingOf(context, fields));
    return context.json({ shop: user.shop, user: user.id, name: user.name });
  });

  routes.post('/invitation/accept', async (context) => {
    const fields = await readFields(context.req);
    const [code, password] = [textIn(fields, 'code'), textIn(fields, 'password')];
    return told(context, await accounts.accept(code, password, askingOf(context, fields)));
  });

  routes.post('/:shop/:user/refresh', async (context) => {
    await readFields(context.req);
    const name = nameIn(context);
    return told(context, await accounts.refresh(name, takeCookie(context)));
  });

  routes.post('/:shop/:user/unlock', async (context) => {
    const pin = textIn(await readFields(context.req), 'pin');
    const name = nameIn(context);
    return told(context, await accounts.unlock(name, takeCookie(context), pin));
  });

  routes.delete('/:shop/:user', async (context) => {
    const name = nameIn(context);
    await accounts.signOut(name, takeCookie(context));
    dropCookie(context, name);
    return context.body(null, 204);
  });

  routes.post('/:shop/:user/password', async (context) => {
    const fields = await readFields(context.req);
    const { name, device } = await themselves(context);
    await accounts.changePassword(name, {
      current: textIn(fields, 'current'),
      password: textIn(fields, 'password'),
      ...askingOf(context, fields),
      ...(device !== undefined && { keep: device }),
    });
    return context.body(null, 204);
  });

  routes.post('/:shop/:user/pin', async (context) => {
    const fields = await readFields(context.req);
    const { name } = await themselves(context);
    const pin = fields.get('pin') === null ? null : textIn(fields, 'pin');
    await accounts.setPin(name, textIn(fields, 'password'), pin, askingOf(context, fields));
    return context.body(null, 204);
  });

  routes.get('/:shop/:user/devices', async (context) => {
    const { name, device } = await themselves(context);
    const devices = await accounts.devices(name);
    return context.json(
      devices.map(({ id, device: called, made, used, expires }) => ({
        id,
        device: called,
        made,
        used,
        expires,
        here: id === device,
      })),
    );
  });

  routes.delete('/:shop/:user/devices/:id', async (context) => {
    const { name } = await themselves(context);
    if (!(await accounts.endDevice(name, context.req.param('id'), name))) throw new Problem('not-found');
    return context.body(null, 204);
  });

  /** Whoever a path names, when it is whoever shows the token. */
  async function themselves(context: Context) {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const name = nameIn(context);
    if (identity.shop !== name.shop || identity.user !== name.user) throw new Problem('not-found');
    return { name, device: identity.device };
  }

  return routes;
}

const nameIn = (context: Context): AccountName =>
  nameOf(context.req.param('shop') ?? '', context.req.param('user') ?? '');

/** @throws AccountRefused `wrong`, as for somebody who is not there */
function nameOf(shop: string, user: string): AccountName {
  const [ofShop, id] = [parseShop(shop.trim().toLowerCase()), parseUser(user.trim().toLowerCase())];
  if (!ofShop || !id) throw new AccountRefused('wrong');
  return { shop: ofShop, user: id };
}
