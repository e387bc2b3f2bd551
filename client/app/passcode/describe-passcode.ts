/** What a device's page says about its passcode and what it offers, as one decision (rule SECRET-6). Pure. */
import { never } from '../../../shared/lib/assert.ts';
import type { Role, Secret } from '../../../shared/schema/field.ts';
import { mayRevealSecret, maySetSecret } from '../../../shared/schema/secrets.ts';
import type { RelayTrouble } from '../../replica/relay-api.ts';
import { ago } from '../when.ts';
import type { SecretEvent, SecretFacts } from './secret-facts.ts';

export interface PasscodeAsked {
  readonly declared: Secret;
  readonly role: Role;
  /** The device was handed back: none is kept from then on. */
  readonly over: boolean;
  /** Nothing can be written into the record: it is deleted, or this person may only look. */
  readonly locked: boolean;
  /** Undefined before the first answer. */
  readonly facts: SecretFacts | undefined;
  /** Why the last question was not answered. */
  readonly trouble: RelayTrouble | undefined;
  readonly nameOf: (user: string) => string;
  /** Milliseconds. */
  readonly now: number;
}

export interface PasscodeWords {
  readonly says: string;
  readonly detail: string;
  readonly may: { readonly set: boolean; readonly show: boolean; readonly clear: boolean };
  /** Whether asking the relay once more may help. */
  readonly again: boolean;
}

const nothing = { set: false, show: false, clear: false };

export function describePasscode(asked: PasscodeAsked): PasscodeWords {
  const { declared, role, over, locked, facts, trouble, nameOf, now } = asked;
  if (trouble) return describeTrouble(trouble, facts);
  if (!facts) return { says: 'Asking the relay…', detail: '', may: nothing, again: false };
  const { kept } = facts;
  if (over) return { ...describeOver(facts, now), may: nothing, again: false };
  const mayWrite = !locked && maySetSecret(role, declared);
  const mayShow = mayRevealSecret(role, declared);
  if (!kept) {
    return { says: none, detail: '', may: { ...nothing, set: mayWrite }, again: false };
  }
  const set = `Set by ${nameOf(kept.author)}, ${ago(kept.at, now)}.`;
  return {
    says: here,
    detail: mayShow ? set : `${set} Your role may not see it.`,
    may: { set: mayWrite, show: mayShow, clear: mayWrite },
    again: false,
  };
}

const here = 'A passcode is kept on the relay';
const none = 'No passcode is kept';

function describeOver({ kept, events }: SecretFacts, now: number): Pick<PasscodeWords, 'says' | 'detail'> {
  if (kept) {
    return {
      says: here,
      detail: 'It is destroyed as soon as the relay hears that the device was handed back.',
    };
  }
  const destroyed = events?.find(({ act }) => act === 'destroyed');
  const rest = 'None is taken any more.';
  return destroyed
    ? {
        says: 'The passcode was destroyed',
        detail: `That was ${ago(destroyed.at, now)}, when the device was handed back. ${rest}`,
      }
    : { says: none, detail: `Whatever was kept was destroyed when the device was handed back. ${rest}` };
}

function describeTrouble(trouble: RelayTrouble, facts: SecretFacts | undefined): PasscodeWords {
  const known = facts && (facts.kept ? here : none);
  switch (trouble) {
    case 'offline':
      return {
        says: known ?? 'Passcodes need the relay',
        detail:
          'Passcodes are kept there alone, and there is no connection just now: one can be set and shown when there is.',
        may: nothing,
        again: false,
      };
    case 'not-found':
      return {
        says: none,
        detail: 'The relay does not have this device yet: one can be set once the device is sent.',
        may: nothing,
        again: false,
      };
    case 'forbidden':
      return {
        says: 'The relay does not say whether one is kept',
        detail: 'Your role may not know, or your sign-in has ended.',
        may: nothing,
        again: true,
      };
    case 'conflict':
    case 'gone':
    case 'invalid':
    case 'failed':
      return {
        says: 'The relay could not say whether one is kept',
        detail: 'Something is wrong there. It may work in a moment.',
        may: nothing,
        again: true,
      };
    default:
      return never(trouble, 'trouble');
  }
}

/** Why it was not set, shown or cleared. */
export function whyNoPasscode(trouble: RelayTrouble): string {
  switch (trouble) {
    case 'offline':
      return 'There is no connection to the relay just now, and a passcode is kept nowhere else.';
    case 'not-found':
      return 'There is none any more, or the relay does not have this device yet.';
    case 'forbidden':
      return 'Your role may not do that.';
    case 'conflict':
      return 'Somebody set or cleared one meanwhile, or the device was handed back: see above, and begin again.';
    case 'gone':
      return 'What is kept cannot be opened any more: it has to be set again.';
    case 'invalid':
      return 'That cannot be a passcode.';
    case 'failed':
      return 'The relay could not do it just now.';
    default:
      return never(trouble, 'trouble');
  }
}

/** What was done with it, for those who may know. */
export function tellSecretEvent(
  { act, author, reason }: SecretEvent,
  nameOf: (user: string) => string,
): string {
  const who = nameOf(author);
  switch (act) {
    case 'set':
      return `${who} set it`;
    case 'cleared':
      return `${who} cleared it`;
    case 'revealed':
      return `${who} looked at it: “${reason}”`;
    case 'destroyed':
      return `Destroyed: ${who} handed the device back`;
    default:
      return never(act, 'an act');
  }
}
