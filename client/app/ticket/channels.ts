/** The ways in which something is said in a ticket: what each is called, and its picture, so that no colour has to tell them apart. */
import {
  IconDeviceMobileMessage,
  IconLock,
  IconMail,
  IconMessage,
  IconUser,
  type TablerIcon,
} from '@tabler/icons-react';
import { inWords } from '../words.ts';

export interface Channel {
  readonly label: string;
  /** Where there is little room. */
  readonly short: string;
  readonly icon: TablerIcon;
  /** Who says it: the client, the shop to the client, or the shop to itself. */
  readonly side: 'theirs' | 'ours' | 'inside';
  /** What sending it does, as a button. */
  readonly does: string;
}

const known: ReadonlyMap<string, Channel> = new Map<string, Channel>([
  [
    'client',
    {
      label: 'From the client',
      short: 'Client',
      icon: IconUser,
      side: 'theirs',
      does: 'Note what they said',
    },
  ],
  ['email', { label: 'E-mail', short: 'E-mail', icon: IconMail, side: 'ours', does: 'Send as e-mail' }],
  ['sms', { label: 'SMS', short: 'SMS', icon: IconDeviceMobileMessage, side: 'ours', does: 'Send as SMS' }],
  ['note', { label: 'Internal note', short: 'Note', icon: IconLock, side: 'inside', does: 'Add note' }],
]);

/** A channel that only a newer version knows is shown by its name, as something of the shop's. */
export const channelOf = (name: string): Channel =>
  known.get(name) ?? {
    label: inWords(name),
    short: inWords(name),
    icon: IconMessage,
    side: 'ours',
    does: 'Send',
  };
