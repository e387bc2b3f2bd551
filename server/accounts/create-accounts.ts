/** Puts accounts together out of a store, a hasher, a clock and what signs tokens. What ends a device ends its open connections, by `cut`. */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { MintToken } from '../auth/token.ts';
import type { Log } from '../log.ts';
import type { Doer } from '../relay/act-line.ts';
import type { AccountName, SignedInDevice } from '../store/account-store.ts';
import type { Store, StoredShop, User } from '../store/store.ts';
import {
  accessLife,
  invitationLife,
  longestDeviceName,
  mostPinTries,
  type AccountSettings,
} from './account-settings.ts';
import { createAccountActs } from './account-acts.ts';
import type { Accounts, Asking, Entered } from './accounts.ts';
import { unfitPassword, unfitPin } from './fit-password.ts';
import type { Hasher } from './hasher.ts';
import { freshDeviceId, freshSecret, hashSecret, parseRefreshToken, refreshToken } from './refresh-token.ts';
import { AccountRefused } from './refusal.ts';
import { busyAsWait, createTries } from './tries.ts';

export interface AccountsDependencies {
  readonly store: Pick<Store, 'user' | 'shop' | 'accounts' | 'noteAudit'>;
  readonly mint: MintToken;
  readonly hasher: Hasher;
  readonly time: Time;
  readonly settings: AccountSettings;
  /** Closes what is open on these devices of somebody. */
  readonly cut: (name: AccountName, devices: readonly string[]) => void;
  readonly log: Log;
}

export function createAccounts({
  store,
  mint,
  hasher,
  time,
  settings,
  cut,
  log,
}: AccountsDependencies): Accounts {
  const { accounts } = store;
  const tries = createTries({ store, hasher, time, log });
  const acts = createAccountActs({ store, time, log });
  const idleSince = (): number => time.now() - settings.idle;

  async function mustBeOpen(shop: ShopId): Promise<StoredShop | undefined> {
    const found = await store.shop(shop);
    if (found?.suspended) throw new AccountRefused('suspended');
    return found;
  }

  async function entered(user: User, device: SignedInDevice, secret: string): Promise<Entered> {
    return {
      user,
      token: await mint(user, accessLife, device.id),
      expires: time.now() + accessLife,
      refresh: refreshToken(device.id, secret),
      until: Math.min(device.expires, time.now() + settings.idle),
    };
  }

  async function enter(user: User, asking: Asking): Promise<Entered> {
    const now = time.now();
    const device: SignedInDevice = {
      shop: user.shop,
      user: user.id,
      id: freshDeviceId(),
      device: deviceName(asking.device),
      made: now,
      used: now,
      expires: now + settings.absolute,
    };
    const secret = freshSecret();
    await accounts.openDevice(device, hashSecret(secret), idleSince());
    log('info', 'signed-in', { shop: user.shop, user: user.id });
    return entered(user, device, secret);
  }

  /** The user of a device that goes on. */
  async function present(name: AccountName): Promise<User> {
    const user = await store.user(name.shop, name.user);
    if (!user || user.revoked) throw new AccountRefused('ended');
    await mustBeOpen(name.shop);
    return user;
  }

  /** The parts of a token of a device of this person's. @throws AccountRefused `ended` */
  async function mustBeTheirs(name: AccountName, token: string) {
    const read = parseRefreshToken(token);
    const known = read && (await accounts.device(read.id));
    if (!read || !known || keyOf(known) !== keyOf(name)) throw new AccountRefused('ended');
    return read;
  }

  const renew = (id: string, shown: string, next: string) =>
    accounts.renew({
      id,
      shown: hashSecret(shown),
      next: hashSecret(next),
      at: time.now(),
      idleSince: idleSince(),
    });

  async function refresh(name: AccountName, token: string): Promise<Entered> {
    const read = await mustBeTheirs(name, token);
    const user = await present(name);
    const secret = freshSecret();
    const renewed = await renew(read.id, read.secret, secret);
    if (renewed.as === 'renewed') return entered(user, renewed.device, secret);
    if (renewed.as !== 'unknown') {
      cut(name, [read.id]);
      log('warn', renewed.as === 'reused' ? 'refresh-token-reused' : 'device-expired', {
        shop: name.shop,
        user: name.user,
      });
      if (renewed.as === 'reused') await acts.reused(renewed.device);
    }
    throw new AccountRefused('ended');
  }

  async function invited(code: string, address: string): Promise<User> {
    const forgive = tries.take(address);
    const name = await accounts.invitation(hashSecret(code), time.now());
    const user = name && (await store.user(name.shop, name.user));
    if (!user || user.revoked) throw new AccountRefused('no-invitation');
    forgive();
    return user;
  }

  /** Whoever is connected from these is out, and the audit says by whom where that is told. */
  async function ended(name: AccountName, devices: readonly SignedInDevice[], by?: Doer): Promise<void> {
    cut(
      name,
      devices.map(({ id }) => id),
    );
    if (by) await acts.ended(name, devices, by);
  }

  return {
    async signIn(name, password, asking) {
      const user = await tries.check(name, password, asking.address);
      // Said to nobody but who knows the password.
      await mustBeOpen(name.shop);
      await accounts.clearPinTries(name);
      return enter(user, asking);
    },
    enter,
    refresh,
    async unlock(name, token, pin) {
      // Tries are for those who stand at a device of this person's. The token is used up by the right PIN only.
      await mustBeTheirs(name, token);
      const stored = async (): Promise<string> => {
        const hash = await accounts.takePinTry(name, mostPinTries);
        if (hash === undefined) throw new AccountRefused('pin-locked');
        return hash;
      };
      if (!(await busyAsWait(hasher.matches(pin, stored)))) {
        log('info', 'pin-refused', { shop: name.shop, user: name.user });
        throw new AccountRefused('wrong-pin');
      }
      await accounts.clearPinTries(name);
      return refresh(name, token);
    },
    async signOut(name, token) {
      const read = parseRefreshToken(token);
      const known = read && (await accounts.device(read.id));
      if (!read || !known || keyOf(known) !== keyOf(name)) return;
      // Shown like any other time: a token that was used before ends the device as well, and says so in the log.
      const shown = await renew(read.id, read.secret, freshSecret());
      await accounts.endDevice(name, read.id);
      cut(name, [read.id]);
      if (shown.as !== 'reused') return;
      log('warn', 'refresh-token-reused', { shop: name.shop, user: name.user });
      await acts.reused(shown.device);
    },

    async invite(name, by) {
      const code = freshSecret();
      const at = time.now();
      const expires = at + invitationLife;
      const inviter = typeof by === 'object' ? by.user : by;
      await accounts.invite(name, { hash: hashSecret(code), by: inviter, at, expires });
      log('info', 'invited', { shop: name.shop, user: name.user, by: inviter });
      await acts.invited(name, by);
      return { code, expires };
    },
    invited: (code, { address }) => invited(code, address),
    async accept(code, password, asking) {
      const user = await invited(code, asking.address);
      fit(password, user, (await mustBeOpen(user.shop))?.title);
      const hashed = await busyAsWait(hasher.hash(password));
      const name = nameOf(user);
      const accepted = await accounts.accept(hashSecret(code), hashed, time.now());
      if (!accepted) throw new AccountRefused('no-invitation');
      await ended(name, accepted.ended, name);
      await acts.joined(name, deviceName(asking.device));
      return enter(user, asking);
    },
    async changePassword(name, { current, password, keep, address }) {
      const user = await tries.check(name, current, address);
      fit(password, user, (await store.shop(name.shop))?.title);
      const hashed = await busyAsWait(hasher.hash(password));
      await ended(name, await accounts.setPassword(name, hashed, time.now(), keep), name);
      log('info', 'password-changed', { shop: name.shop, user: name.user });
    },
    async setPin(name, password, pin, { address }) {
      await tries.check(name, password, address);
      const why = pin === null ? undefined : unfitPin(pin);
      if (why !== undefined) throw new AccountRefused('unfit', why);
      await accounts.setPin(name, pin === null ? null : await busyAsWait(hasher.hash(pin)));
    },
    hasPassword: async (name) => typeof (await accounts.account(name))?.password === 'string',
    hasPin: async (name) => typeof (await accounts.account(name))?.pin === 'string',

    devices: async (name) =>
      (await accounts.devices(name)).filter(
        ({ used, expires }) => used >= idleSince() && expires > time.now(),
      ),
    async endDevice(name, id, by) {
      const found = await accounts.device(id);
      if (!found || !(await accounts.endDevice(name, id))) return false;
      await ended(name, [found], by);
      return true;
    },
    async endAllDevices(name, by) {
      const all = await accounts.devices(name);
      for (const { id } of all) await accounts.endDevice(name, id);
      await ended(name, all, by);
      return all.length;
    },
    async forget(name) {
      await ended(name, await accounts.forgetAccount(name));
    },
  };
}

/** What a device calls itself is shown to people: one line, and no longer than that. */
const deviceName = (text: string): string =>
  text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, longestDeviceName) || 'A device';

const nameOf = ({ shop, id }: User): AccountName => ({ shop, user: id });

const keyOf = ({ shop, user }: AccountName): string => `${shop}/${user}`;

/** @throws AccountRefused `unfit` */
function fit(password: string, user: User, title = ''): void {
  const why = unfitPassword(password, [user.id, user.name, user.shop, title, ...user.name.split(/\s+/)]);
  if (why !== undefined) throw new AccountRefused('unfit', why);
}
