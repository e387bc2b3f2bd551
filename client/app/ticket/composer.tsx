/** What is being written into a conversation, and how it goes out. An unsent text outlives a reload. */
import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { LedgerField } from '../../../shared/schema/field.ts';
import { parseScalar } from '../fields/parse-scalar.ts';
import { useKeptTexts } from '../fields/use-kept-text.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { counted } from '../words.ts';
import { channelOf } from './channels.ts';
import classes from './messages.module.css';

interface ComposerProps {
  readonly name: string;
  readonly field: LedgerField;
}

/** What nobody outside sees is the one to begin with: sending to the client is a choice. */
const usual = 'note';

/** Beyond this an SMS is sent, and paid for, in parts. */
const smsPart = 160;

export function Composer({ name, field }: ComposerProps) {
  const { open } = useRecordPlace();
  const [texts, keep] = useKeptTexts(`${entityKey(open.name)}/${name}`);
  const [problem, setProblem] = useState('');
  const { channel: declared, body } = field.entry;
  const channels = declared?.scalar.type === 'enum' ? declared.scalar.values : [];
  const channel = texts['channel'] ?? (channels.includes(usual) ? usual : (channels[0] ?? ''));
  const text = texts['body'] ?? '';
  const { label, side, does } = channelOf(channel);
  const type = (part: string, value: string): void => {
    setProblem('');
    keep({ ...texts, channel, [part]: value });
  };
  const parsed = body && parseScalar(body.scalar, text);
  const tooLong = parsed && !parsed.ok ? parsed.why : '';
  const send = (): void => {
    if (text.trim() === '') return setProblem('There is nothing to send yet.');
    if (!parsed?.ok || parsed.value === null) return;
    open.entity.append(name, { channel, body: parsed.value });
    // The way of talking stays: an answer usually goes the same way.
    keep({ channel });
  };
  return (
    <form
      className={classes.composer}
      data-side={side}
      aria-label="Write a message"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SegmentedControl
        fullWidth
        aria-label="Channel"
        value={channel}
        data={channels.map((value) => {
          const { label: called, short, icon: Icon } = channelOf(value);
          return {
            value,
            label: (
              <span className={classes.choice} title={called}>
                <Icon size={16} aria-hidden="true" />
                <span>{short}</span>
              </span>
            ),
          };
        })}
        onChange={(value) => type('channel', value)}
      />
      <Textarea
        aria-label="Message"
        placeholder={side === 'theirs' ? 'What the client said…' : `${label}…`}
        autosize
        minRows={2}
        maxRows={10}
        error={problem || tooLong || undefined}
        value={text}
        onChange={(event) => type('body', event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          send();
        }}
      />
      <div className={classes.end}>
        <span className="quiet small">
          {channel === 'sms' && text.length > smsPart
            ? `${counted(text.length, 'character')}: ${counted(Math.ceil(text.length / 153), 'SMS', 'SMS')}`
            : ''}
        </span>
        <Button type="submit" data-testid="send">
          {does}
        </Button>
      </div>
    </form>
  );
}
