/** What is told in the shop's audit of who lets whom sign in and who ends that, beside what the log says (rule AUDIT-5). Stops nobody. */
import type { Time } from '../../shared/lib/time.ts';
import type { Log } from '../log.ts';
import { noteActs } from '../operator/acts.ts';
import { actLine, type Doer } from '../relay/act-line.ts';
import type { AccountName, SignedInDevice } from '../store/account-store.ts';
import type { Store } from '../store/store.ts';

export interface AccountActs {
  invited(name: AccountName, by: Doer): Promise<void>;
  /** They followed an invitation on a device that calls itself so. */
  joined(name: AccountName, device: string): Promise<void>;
  /** Somebody's sign-in on these devices ended. */
  ended(name: AccountName, devices: readonly SignedInDevice[], by: Doer): Promise<void>;
  /** A token of theirs was shown that had been used before: somebody else has it, or had. */
  reused(device: SignedInDevice): Promise<void>;
}

export function createAccountActs(given: {
  readonly store: Pick<Store, 'noteAudit'>;
  readonly time: Time;
  readonly log: Log;
}): AccountActs {
  const now = (): number => given.time.now();
  return {
    invited: ({ shop, user }, by) => noteActs(given, [actLine(shop, 'invited', now(), { by, whom: user })]),
    joined: ({ shop, user }, device) =>
      noteActs(given, [actLine(shop, 'invitation-used', now(), { by: { user }, what: device })]),
    async ended({ shop, user }, devices, by) {
      if (devices.length === 0) return;
      const at = now();
      const lines = devices.map(({ device }) =>
        actLine(shop, 'sign-in-ended', at, { by, whom: user, what: device }),
      );
      await noteActs(given, lines);
    },
    reused: ({ shop, user, device }) =>
      noteActs(given, [actLine(shop, 'token-reused', now(), { by: { user }, what: device })]),
  };
}
