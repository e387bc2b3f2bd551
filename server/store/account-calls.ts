/** What the store asks of its threads about accounts, and the end of the port that asks it. Plain objects, so that they can be posted. */
import type {
  AccountName,
  AccountStore,
  Invitation,
  Renewal,
  Renewed,
  SignedInDevice,
  StoredAccount,
  Said,
} from './account-store.ts';

export type AccountWriteCall =
  | {
      readonly do: 'set-password';
      readonly name: AccountName;
      readonly password: string;
      readonly at: number;
      readonly keep: string;
    }
  | { readonly do: 'rehash'; readonly name: AccountName; readonly from: string; readonly to: string }
  | { readonly do: 'set-pin'; readonly name: AccountName; readonly pin: string | null }
  | { readonly do: 'take-pin-try'; readonly name: AccountName; readonly most: number }
  | { readonly do: 'clear-pin-tries'; readonly name: AccountName }
  | { readonly do: 'invite'; readonly name: AccountName; readonly invitation: Invitation }
  | { readonly do: 'accept'; readonly hash: string; readonly password: string; readonly now: number }
  | {
      readonly do: 'open-device';
      readonly device: SignedInDevice;
      readonly token: string;
      readonly idleSince: number;
    }
  | { readonly do: 'renew'; readonly renewal: Renewal }
  | { readonly do: 'end-device'; readonly name: AccountName; readonly id: string }
  | { readonly do: 'set-upstream'; readonly id: string; readonly sealed: string }
  | { readonly do: 'set-said'; readonly name: AccountName; readonly word: string }
  | { readonly do: 'forget-account'; readonly name: AccountName };

export type AccountReadCall =
  | { readonly do: 'account'; readonly name: AccountName }
  | { readonly do: 'invitation'; readonly hash: string; readonly now: number }
  | { readonly do: 'device'; readonly id: string }
  | { readonly do: 'upstream'; readonly id: string }
  | { readonly do: 'said'; readonly name: AccountName }
  | { readonly do: 'devices'; readonly name: AccountName };

export interface AccountThreads {
  readonly write: (call: AccountWriteCall) => Promise<unknown>;
  readonly read: (call: AccountReadCall) => Promise<unknown>;
}

/** Each call is answered by the type that the port says: `accounts.ts` answers it. */
export function accountsOf({ write, read }: AccountThreads): AccountStore {
  return {
    account: (name) => read({ do: 'account', name }) as Promise<StoredAccount | undefined>,
    setPassword: (name, password, at, keep = '') =>
      write({ do: 'set-password', name, password, at, keep }) as Promise<readonly SignedInDevice[]>,
    rehash: (name, from, to) => write({ do: 'rehash', name, from, to }) as Promise<boolean>,
    setPin: (name, pin) => write({ do: 'set-pin', name, pin }) as Promise<void>,
    takePinTry: (name, most) => write({ do: 'take-pin-try', name, most }) as Promise<string | undefined>,
    clearPinTries: (name) => write({ do: 'clear-pin-tries', name }) as Promise<void>,
    invite: (name, invitation) => write({ do: 'invite', name, invitation }) as Promise<void>,
    invitation: (hash, now) => read({ do: 'invitation', hash, now }) as Promise<AccountName | undefined>,
    accept: (hash, password, now) =>
      write({ do: 'accept', hash, password, now }) as ReturnType<AccountStore['accept']>,
    openDevice: (device, token, idleSince) =>
      write({ do: 'open-device', device, token, idleSince }) as Promise<void>,
    renew: (renewal) => write({ do: 'renew', renewal }) as Promise<Renewed>,
    setUpstream: (id, sealed) => write({ do: 'set-upstream', id, sealed }) as Promise<void>,
    upstream: (id) => read({ do: 'upstream', id }) as Promise<string>,
    setSaid: (name, word) => write({ do: 'set-said', name, word }) as Promise<void>,
    said: (name) => read({ do: 'said', name }) as Promise<Said>,
    device: (id) => read({ do: 'device', id }) as Promise<SignedInDevice | undefined>,
    devices: (name) => read({ do: 'devices', name }) as Promise<readonly SignedInDevice[]>,
    endDevice: (name, id) => write({ do: 'end-device', name, id }) as Promise<boolean>,
    forgetAccount: (name) => write({ do: 'forget-account', name }) as Promise<readonly SignedInDevice[]>,
  };
}
