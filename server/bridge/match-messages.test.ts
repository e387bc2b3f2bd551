import { expect, test } from 'vitest';
import { parseEntityId, type KindName } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { matchMessages } from './match-messages.ts';
import type { Intent } from './state/bridge-state.ts';

const id = must(parseEntityId('t1'), 'a legal id');
const sent = (mails: boolean): Intent => ({
  kind: 'ticket' as KindName,
  id,
  key: `ticket/t1/message/e1`,
  at: 1,
  what: { do: 'message', entry: 'e1', body: 'Ready', channel: mails ? 'email' : 'note', mails },
});
const there = (legacy: string, channel: string) => ({ legacy, channel, body: 'Ready\r\n', at: 1 });

test('BRIDGE-8: a note there with the words of a mail is not that mail, and the mail itself is found beside it', () => {
  const note = there('m1', 'note');
  expect(matchMessages({ id }, [note], [], [sent(true)])).toEqual({ fresh: [note], matched: [], ended: [] });
  expect(matchMessages({ id }, [note, there('m2', 'email')], [], [sent(true)])).toMatchObject({
    fresh: [note],
    matched: [{ ticket: id, entry: 'e1', legacy: 'm2' }],
  });
  expect(matchMessages({ id }, [note], [], [sent(false)]).matched).toHaveLength(1);
});
