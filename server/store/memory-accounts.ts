/** How people sign in, without a disk; the same answers as `accounts.ts` gives. `turn` says when, and whether it can be written. */
import { assert } from '../../shared/lib/assert.ts';
import type { ShopId } from '../../shared/lib/ids.ts';
import type {
  AccountName,
  AccountStore,
  Invitation,
  Renewal,
  Renewed,
  Said,
  SaidHere,
  SignedInDevice,
  StoredAccount,
} from './account-store.ts';

const nothingSaid: Said = { provider: '', roleAt: 0, locationsAt: 0 };

interface KeptDevice {
  readonly device: SignedInDevice;
  readonly token: string;
  readonly previous: string | null;
}

const fresh: StoredAccount = { password: null, passwordAt: null, pin: null, pinTries: 0 };
const keyOf = ({ shop, user }: AccountName): string => `${shop}/${user}`;

export class MemoryAccounts implements AccountStore {
  readonly #turn: (kind: 'read' | 'write') => Promise<void>;
  readonly #hasShop: (shop: ShopId) => boolean;
  readonly #accounts = new Map<string, StoredAccount>();
  readonly #invitations = new Map<string, { readonly name: AccountName; readonly invitation: Invitation }>();
  readonly #upstream = new Map<string, string>();
  readonly #said = new Map<string, Said>();
  readonly #devices = new Map<string, KeptDevice>();

  constructor(turn: (kind: 'read' | 'write') => Promise<void>, hasShop: (shop: ShopId) => boolean) {
    this.#turn = turn;
    this.#hasShop = hasShop;
  }

  async account(name: AccountName) {
    await this.#turn('read');
    return this.#accounts.get(keyOf(name));
  }

  async setPassword(name: AccountName, password: string, at: number, keep = '') {
    await this.#turn('write');
    return this.#setPassword(name, password, at, keep);
  }

  async rehash(name: AccountName, from: string, to: string) {
    await this.#turn('write');
    const account = this.#accounts.get(keyOf(name));
    if (account?.password !== from) return false;
    this.#accounts.set(keyOf(name), { ...account, password: to });
    return true;
  }

  async setPin(name: AccountName, pin: string | null) {
    await this.#turn('write');
    this.#change(name, { pin, pinTries: 0 });
  }

  async takePinTry(name: AccountName, most: number) {
    await this.#turn('write');
    const account = this.#accounts.get(keyOf(name));
    if (!account || account.pin === null || account.pinTries >= most) return undefined;
    this.#change(name, { pinTries: account.pinTries + 1 });
    return account.pin;
  }

  async clearPinTries(name: AccountName) {
    await this.#turn('write');
    if (this.#accounts.has(keyOf(name))) this.#change(name, { pinTries: 0 });
  }

  async invite(name: AccountName, invitation: Invitation) {
    await this.#turn('write');
    this.#change(name, {});
    this.#invitations.set(keyOf(name), { name, invitation });
  }

  async invitation(hash: string, now: number) {
    await this.#turn('read');
    return this.#invitationOf(hash, now);
  }

  async accept(hash: string, password: string, now: number) {
    await this.#turn('write');
    const name = this.#invitationOf(hash, now);
    return name && { name, ended: this.#setPassword(name, password, now, '') };
  }

  async openDevice(device: SignedInDevice, token: string, idleSince: number) {
    await this.#turn('write');
    this.#change(device, {});
    for (const [id, { device: other }] of this.#devices) {
      const isOver = other.expires <= device.made || other.used < idleSince;
      if (keyOf(other) === keyOf(device) && isOver) this.#devices.delete(id);
    }
    this.#devices.set(device.id, { device, token, previous: null });
  }

  async setUpstream(id: string, sealed: string) {
    await this.#turn('write');
    if (this.#devices.has(id)) this.#upstream.set(id, sealed);
  }

  async upstream(id: string) {
    await this.#turn('read');
    return this.#devices.has(id) ? (this.#upstream.get(id) ?? '') : '';
  }

  async setSaid(name: AccountName, word: string) {
    await this.#turn('write');
    const said = this.#said.get(keyOf(name));
    if (said) this.#said.set(keyOf(name), { ...said, provider: word });
  }

  async said(name: AccountName) {
    await this.#turn('read');
    return this.#said.get(keyOf(name)) ?? nothingSaid;
  }

  /** For the store, in the turn in which it saves somebody. */
  saidHere(name: AccountName, { roleAt = 0, locationsAt = 0 }: SaidHere): void {
    const before = this.#said.get(keyOf(name)) ?? nothingSaid;
    this.#said.set(keyOf(name), {
      provider: before.provider,
      roleAt: Math.max(before.roleAt, Math.trunc(roleAt)),
      locationsAt: Math.max(before.locationsAt, Math.trunc(locationsAt)),
    });
  }

  async renew({ id, shown, next, at, idleSince }: Renewal): Promise<Renewed> {
    await this.#turn('write');
    const kept = this.#devices.get(id);
    if (!kept) return { as: 'unknown' };
    const { device, token, previous } = kept;
    const isKnown = shown === token || shown === previous;
    const isOver = device.expires <= at || device.used < idleSince;
    if (!isKnown || isOver) {
      this.#devices.delete(id);
      return { as: isKnown ? 'expired' : 'reused', device };
    }
    const renewed = { ...device, used: Math.trunc(at) };
    this.#devices.set(id, { device: renewed, token: next, previous: shown });
    return { as: 'renewed', device: renewed };
  }

  async device(id: string) {
    await this.#turn('read');
    return this.#devices.get(id)?.device;
  }

  async devices(name: AccountName) {
    await this.#turn('read');
    return this.#devicesOf(name);
  }

  async endDevice(name: AccountName, id: string) {
    await this.#turn('write');
    const kept = this.#devices.get(id);
    return kept !== undefined && keyOf(kept.device) === keyOf(name) && this.#devices.delete(id);
  }

  async forgetAccount(name: AccountName) {
    await this.#turn('write');
    this.#accounts.delete(keyOf(name));
    this.#invitations.delete(keyOf(name));
    return this.#end(name, '');
  }

  /** A shop that goes takes its accounts with it. */
  forgetShop(shop: string): void {
    for (const map of [this.#accounts, this.#invitations, this.#said]) {
      for (const key of map.keys()) if (key.startsWith(`${shop}/`)) map.delete(key);
    }
    for (const [id, { device }] of this.#devices) if (device.shop === shop) this.#devices.delete(id);
  }

  #change(name: AccountName, part: Partial<StoredAccount>): void {
    assert(this.#hasShop(name.shop), 'an account belongs to a shop that exists');
    this.#accounts.set(keyOf(name), { ...fresh, ...this.#accounts.get(keyOf(name)), ...part });
  }

  #setPassword(name: AccountName, password: string, at: number, keep: string): readonly SignedInDevice[] {
    this.#change(name, { password, passwordAt: Math.trunc(at), pinTries: 0 });
    this.#invitations.delete(keyOf(name));
    return this.#end(name, keep);
  }

  #end(name: AccountName, keep: string): readonly SignedInDevice[] {
    const over = this.#devicesOf(name).filter(({ id }) => id !== keep);
    for (const { id } of over) this.#devices.delete(id);
    return over;
  }

  #devicesOf(name: AccountName): readonly SignedInDevice[] {
    return [...this.#devices.values()]
      .map(({ device }) => device)
      .filter((device) => keyOf(device) === keyOf(name))
      .sort((a, b) => b.used - a.used || (a.id < b.id ? -1 : 1));
  }

  #invitationOf(hash: string, now: number): AccountName | undefined {
    const found = [...this.#invitations.values()].find(({ invitation }) => invitation.hash === hash);
    return found && found.invitation.expires > now ? found.name : undefined;
  }
}
