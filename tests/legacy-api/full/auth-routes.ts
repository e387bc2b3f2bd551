/** Signing in with a password and a code by mail, staying signed in, and signing out (2.1). */
import { Refusal } from '../core/refusal.ts';
import { requireText, textIn, type Body, type Route } from '../core/route.ts';
import { issueTokens, publicUser, refresh } from './auth.ts';
import { sendMail } from './conversation.ts';
import type { User } from './tables.ts';
import type { FullWorld } from './world.ts';

const codeLife = 10 * 60_000;
/** Tries that failed within a minute before nobody of that address may try (1.7). All ask from one address here. */
const mostTries = 5;

/** A key in either case (1.5). @throws Refusal 400 */
const either = (body: Body, camel: string, snake: string): string =>
  textIn(body, camel) ?? requireText(body, snake, `${camel} is required`);

export function authRoutes(world: FullWorld): Route[] {
  const { tables, clock } = world;
  let failed: number[] = [];

  const reject = (): never => {
    failed.push(clock.now());
    throw new Refusal(401, 'Invalid credentials');
  };
  const limit = (): void => {
    failed = failed.filter((at) => at > clock.now() - 60_000);
    if (failed.length >= mostTries) throw new Refusal(429, 'Too many attempts', undefined, 60);
  };
  const byEmail = (email: string): User | undefined =>
    tables.users.first('lower(email) = lower(?) AND is_active = 1', [email]);
  const sendCode = (user: User): { message: string } => {
    const code = world.digits(6);
    tables.codes.insert({ id: world.id(), user_id: user.id, code, expires_at: clock.now() + codeLife });
    sendMail(world, { to: user.email ?? '', subject: 'Your code', body: code, cause: 'code' });
    return { message: 'Code sent' };
  };
  const byCode = (user: User | undefined, code: string, userAgent: string): unknown => {
    const known = tables.codes.first('user_id = ? AND code = ? AND expires_at > ?', [
      user?.id ?? '',
      code,
      clock.now(),
    ]);
    if (!user || !known) return reject();
    tables.codes.remove(known.id);
    const { id, name, status } = world.company();
    return { ...issueTokens(world, user, userAgent), user: publicUser(user), company: { id, name, status } };
  };
  const open = (path: string, handle: Route['handle']): Route => ({
    method: 'POST',
    path,
    page: 'open',
    handle: (call) => {
      limit();
      return handle(call);
    },
  });

  return [
    open('/auth/login', ({ body }) => {
      const user = byEmail(requireText(body, 'email'));
      if (!user || user.password !== requireText(body, 'password')) return reject();
      const { id, firstName, lastName, email } = publicUser(user);
      const companyId = world.company().id;
      return {
        requiresTwoFactor: true,
        userId: id,
        email,
        user: { id, email, firstName, lastName, companyId },
      };
    }),
    open('/auth/2fa/request', ({ body }) => {
      const user = tables.users.get(either(body, 'userId', 'user_id'));
      return user ? sendCode(user) : reject();
    }),
    open('/auth/2fa/verify', ({ body, userAgent }) =>
      byCode(tables.users.get(either(body, 'userId', 'user_id')), requireText(body, 'code'), userAgent),
    ),
    open('/auth/magic-link/request', ({ body }) => {
      const user = byEmail(requireText(body, 'email'));
      return user ? sendCode(user) : { message: 'Code sent' };
    }),
    open('/auth/magic-link/verify-code', ({ body, userAgent }) =>
      byCode(byEmail(requireText(body, 'email')), requireText(body, 'code'), userAgent),
    ),
    open('/auth/refresh', ({ body, userAgent }) =>
      refresh(world, either(body, 'refreshToken', 'refresh_token'), userAgent),
    ),
    {
      method: 'GET',
      path: '/auth/me',
      page: 'any',
      handle: ({ caller }) => {
        const user = tables.users.get(caller?.userId);
        const { id, name, status, currency_code } = world.company();
        return {
          user: user ? publicUser(user) : null,
          company: { id, name, status, currency_code },
          hasPassword: true,
          hasPasscode: false,
          passcodeEnabled: false,
          passcodeTimeoutMinutes: 15,
        };
      },
    },
    {
      method: 'POST',
      path: '/auth/logout',
      page: 'any',
      handle: ({ caller }) => {
        for (const { id } of tables.refreshTokens.find('user_id = ?', [caller?.userId ?? '']))
          tables.refreshTokens.remove(id);
        return { message: 'Signed out' };
      },
    },
  ];
}
