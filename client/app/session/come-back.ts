/**
 * Coming back to a device that one is signed in on, by PIN: the relay says whether it is right, and where it is away this device
 * does, a few times (rules PIN-1 and PIN-3).
 */
import type { Entering } from './entering.ts';
import type { PinVerifier } from './pin-verifier.ts';
import type { Session } from './sessions.ts';

export type ComingBack =
  | { readonly as: 'in'; readonly session: Session }
  | { readonly as: 'wrong' }
  /** The password is needed: too many were wrong, or this device is not signed in any more. */
  | { readonly as: 'password' }
  | { readonly as: 'suspended' }
  | { readonly as: 'away' };

export interface ComeBackParts {
  readonly unlock: (session: Session, pin: string) => Promise<Entering>;
  readonly verifier: PinVerifier;
}

export async function comeBack(
  session: Session,
  pin: string,
  { unlock, verifier }: ComeBackParts,
): Promise<ComingBack> {
  const answer = await unlock(session, pin);
  if (answer.as === 'entered') {
    await verifier.learn(session, pin);
    return { as: 'in', session: answer.session };
  }
  if (answer.as === 'refused' && answer.why !== 'too-many-requests') {
    if (answer.why === 'wrong-pin') return { as: 'wrong' };
    if (answer.why === 'suspended') return { as: 'suspended' };
    verifier.lock(session);
    return { as: 'password' };
  }
  const checked = await verifier.check(session, pin);
  if (checked === 'right') return { as: 'in', session };
  return { as: checked === 'wrong' ? 'wrong' : 'away' };
}
