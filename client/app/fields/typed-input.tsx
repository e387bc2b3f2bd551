/** A register that is typed: words, numbers, money, dates. What is typed is a draft until it is committed (rule APP-5). */
import { ActionIcon, Input, Textarea, UnstyledButton } from '@mantine/core';
import { IconMail, IconPhone, type TablerIcon } from '@tabler/icons-react';
import { useRef, type ChangeEvent, type HTMLInputTypeAttribute, type KeyboardEvent } from 'react';
import type { RegisterField, Scalar } from '../../../shared/schema/field.ts';
import { mailHref, phoneHref } from '../client/reach.ts';
import { useDraft } from '../drafts/use-draft.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { useNow } from '../status/use-status.ts';
import type { ScalarProps } from './scalar-field.tsx';
import classes from './fields.module.css';
import { isLong } from './is-long.ts';
import { KeepSelected } from './keep-selected.ts';
import { showScalar } from './show-scalar.ts';

interface Kind {
  readonly type: HTMLInputTypeAttribute;
  readonly mode?: 'decimal' | 'numeric';
}

/** How a browser is asked for a value of each type. */
export function inputFor(scalar: Scalar): Kind {
  switch (scalar.type) {
    case 'number':
      return { type: 'text', mode: scalar.integer && scalar.min >= 0 ? 'numeric' : 'decimal' };
    case 'money':
      return { type: 'text', mode: 'decimal' };
    case 'date':
      return { type: 'date' };
    case 'instant':
      return { type: 'datetime-local' };
    default:
      return { type: 'text' };
  }
}

/** Stands for a date of which only parts are there: the browser shows them and tells an empty text. No type reads it. */
const partial = '…';

interface TypedProps extends ScalarProps {
  readonly id: string;
  /** The id of a list of proposals. */
  readonly list?: string;
}

export function TypedInput({ id, name, field, list }: TypedProps) {
  const { open, may } = useRecordPlace();
  const draft = useDraft(open, name, field);
  const now = useNow();
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const { scalar } = field;
  const told = `${id}-told`;
  const long = isLong(scalar);
  const readOnly = !may(field);
  const { type, mode } = inputFor(scalar);
  const reach = reachOf(name, field, draft.text);
  const shown = draft.meanwhile === undefined ? '' : showScalar(scalar, draft.meanwhile, now) || 'nothing';
  const given = {
    ref: input,
    id,
    'data-input': true,
    'data-typing': draft.typing,
    autoComplete: 'off',
    value: draft.text === partial ? '' : draft.text,
    readOnly,
    placeholder: readOnly ? '–' : '',
    error: draft.problem !== undefined,
    'aria-describedby': told,
    onChange: ({ target }: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      draft.type(target.validity.badInput ? partial : target.value),
    onBlur: draft.commit,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (!long || event.ctrlKey || event.metaKey)) draft.commit();
      else if (event.key === 'Escape') draft.drop();
    },
  };
  return (
    <>
      <KeepSelected input={input} />
      {long ? (
        <Textarea {...given} autosize minRows={2} maxRows={12} />
      ) : (
        <Input
          {...given}
          // An empty date says how it is to be typed; where nobody may type, it says nothing.
          type={readOnly && draft.text === '' ? 'text' : type}
          inputMode={mode}
          list={list}
          rightSection={reach && <ReachButton {...reach} />}
          rightSectionPointerEvents="all"
          leftSection={scalar.type === 'money' ? '£' : undefined}
        />
      )}
      <p className={classes.told} id={told}>
        {draft.problem}
        {draft.meanwhile !== undefined && (
          <>
            Meanwhile changed to “{shown}”.{' '}
            <UnstyledButton className={classes.inline ?? ''} onClick={draft.drop}>
              Use that
            </UnstyledButton>
          </>
        )}
      </p>
    </>
  );
}

interface Reach {
  readonly href: string;
  readonly label: string;
  readonly icon: TablerIcon;
}

/** Rings or writes to whom the field names. */
function reachOf(name: string, { find }: RegisterField, text: string): Reach | undefined {
  if (text.trim() === '') return undefined;
  if (find === 'phone') return { href: phoneHref(text), label: `Ring ${text}`, icon: IconPhone };
  if (name === 'email') return { href: mailHref(text), label: `Write to ${text}`, icon: IconMail };
  return undefined;
}

function ReachButton({ href, label, icon: Icon }: Reach) {
  return (
    <ActionIcon component="a" href={href} variant="subtle" aria-label={label}>
      <Icon size={17} aria-hidden="true" />
    </ActionIcon>
  );
}
