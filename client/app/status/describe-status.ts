/** The replica's status in a person's words, as one decision (rule APP-7). Knows neither React nor the replica's insides. */
import { never } from '../../../shared/lib/assert.ts';
import { closeCodes } from '../../../shared/protocol/codes.ts';
import type { Pending, ReplicaStatus, StorageProblem, SyncProblem } from '../../replica/types.ts';
import { ago } from '../when.ts';
import { counted } from '../words.ts';

/** `good` needs nothing, `busy` passes by itself, `away` waits for a network, `bad` needs a person. */
export type Tone = 'good' | 'busy' | 'away' | 'bad';

export interface StatusWords {
  readonly tone: Tone;
  /** A few words for the badge. */
  readonly short: string;
  /** A sentence for the details. */
  readonly long: string;
}

/** `now` is this machine's clock, `relayNow` the corrected one, both in milliseconds. */
export function describeStatus(status: ReplicaStatus, now: number, relayNow: number): StatusWords {
  const said = describeState(status, now, relayNow);
  if (!status.storage) return said;
  return {
    tone: 'bad',
    short: 'Not saved on this device',
    long: `${describeStorage(status.storage)} ${said.long}`,
  };
}

function describeState(status: ReplicaStatus, now: number, relayNow: number): StatusWords {
  const waiting = waitingWords(status.pending);
  const synced =
    status.lastSync === null ? 'Never synced yet.' : `Last synced ${ago(status.lastSync, relayNow)}.`;
  switch (status.state) {
    case 'opening':
      return { tone: 'busy', short: 'Opening', long: 'Opening what this device holds.' };
    case 'offline': {
      const since = `Offline since ${ago(status.since, now)}.`;
      return { tone: 'away', short: `Offline${waiting.short}`, long: `${since} ${waiting.long} ${synced}` };
    }
    case 'connecting':
      return {
        tone: 'away',
        short: `Connecting${waiting.short}`,
        long: `Looking for the relay. ${waiting.long} ${synced}`,
      };
    case 'syncing': {
      const what = status.doing === 'sending' ? 'Sending' : 'Receiving';
      const of =
        status.total > 0
          ? ` ${status.done.toLocaleString('en-GB')} of ${counted(status.total, 'record')}`
          : '';
      return { tone: 'busy', short: what, long: `${what}${of}. ${waiting.long}` };
    }
    case 'completed': {
      const slow = status.connection === 'slow' ? ' The connection is slow.' : '';
      return {
        tone: 'good',
        short: 'All on the relay',
        long: `Everything is on the relay.${slow} ${synced}`,
      };
    }
    case 'idle': {
      const slow = status.connection === 'slow' ? ' The connection is slow.' : '';
      if (status.heldBack) {
        const held = `The relay does not take the edits of ${counted(status.heldBack, 'record')}; they stay on this device and are tried again.`;
        return { tone: 'bad', short: `Not taken${waiting.short}`, long: `${held} ${waiting.long}${slow}` };
      }
      return { tone: 'busy', short: `Sending${waiting.short}`, long: `${waiting.long}${slow} ${synced}` };
    }
    case 'error':
      return {
        tone: 'bad',
        short: 'Cannot sync',
        long: `${describeProblem(status.problem)} ${waiting.long}`,
      };
    default:
      return never(status, 'status');
  }
}

function waitingWords({ records, edits, unsaved }: Pending): {
  readonly short: string;
  readonly long: string;
} {
  if (edits === 0) return { short: '', long: 'Nothing waits to be sent.' };
  const where = unsaved > 0 ? 'not yet saved anywhere else than in this tab' : 'saved on this device';
  return {
    short: ` · ${edits.toLocaleString('en-GB')} unsent`,
    long: `${counted(edits, 'edit')} in ${counted(records, 'record')} not yet sent, ${where}.`,
  };
}

/** `edits` of them are unsent. */
export function describeTooOld({ edits, unsaved }: Pending): string {
  const old = 'This version of Solder is too old for the relay.';
  if (edits === 0) return `${old} Load the new one to go on.`;
  const where =
    unsaved > 0
      ? 'are in this page only: save them to a file before you leave it'
      : 'are kept on this device';
  const those = edits === 1 ? where.replace(/^are/, 'is').replaceAll('them', 'it') : where;
  return `${old} ${counted(edits, 'edit')} that ${edits === 1 ? 'was' : 'were'} not sent ${those}, and the new version sends them.`;
}

export function describeStorage(problem: StorageProblem): string {
  switch (problem.kind) {
    case 'unavailable':
      return 'This browser does not let Solder store anything: keep this page open until your edits are sent.';
    case 'full':
      return 'This device has no room left: keep this page open until your edits are sent, and free some space.';
    case 'failed':
      return 'Writing to this device failed: keep this page open until your edits are sent.';
    case 'lost':
      return `This browser cleared what Solder kept on this device, and ${counted(problem.edits, 'edit')} had not been sent: look at what you changed last.`;
    case 'unreadable':
      return `${counted(problem.edits, 'unsent edit')} on this device cannot be read any more and will not be sent: look at what you changed last.`;
    default:
      return never(problem, 'storage problem');
  }
}

export function describeProblem(problem: SyncProblem): string {
  switch (problem.kind) {
    case 'unauthorized':
      return 'The relay asks you to sign in again.';
    case 'upgrade-required':
      return 'This version of Solder is too old for the relay: load the new one.';
    case 'relay':
      if (problem.code === closeCodes.suspended) {
        return 'This shop is suspended by whoever runs Solder for it. What you write stays on this device until it is taken up again.';
      }
      return `The relay turned this device away (code ${problem.code}).`;
    default:
      return never(problem, 'sync problem');
  }
}
