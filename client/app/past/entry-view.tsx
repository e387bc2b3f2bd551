/** One entry of a history: who, when, through what, and each change in words. */
import { Button } from '@mantine/core';
import { isSystemAuthor } from '../../../shared/lib/ids.ts';
import type { HistoryEntry } from '../../../shared/document/history/change.ts';
import { useDevice } from '../device.ts';
import { colorOf } from '../people/color-of.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { ago, moment } from '../when.ts';
import { initials } from '../words.ts';
import { changeKey } from './diff-pieces.ts';
import { inAddress } from './moment-in-address.ts';
import classes from './past.module.css';
import { tellThrough, writtenAt, type ToldChange } from './tell-change.ts';
import { TextDiff } from './text-diff.tsx';

interface EntryViewProps {
  readonly entry: HistoryEntry;
  readonly changes: readonly ToldChange[];
  readonly texts: ReadonlyMap<string, string>;
  readonly show: (when: string) => void;
}

export function EntryView({ entry, changes, texts, show }: EntryViewProps) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const now = replica.now();
  const { author, at } = entry;
  const name = author === replica.user.id ? 'You' : nameOf(author);
  const through = tellThrough(entry);
  const written = writtenAt(entry);
  return (
    <li className={classes.entry} data-testid="entry" data-author={author}>
      <span
        className="face"
        style={{ backgroundColor: isSystemAuthor(author) ? 'var(--quiet)' : colorOf(author) }}
        aria-hidden="true"
      >
        {initials(nameOf(author))}
      </span>
      <div className={classes.told}>
        <div className={classes.who}>
          <span className={classes.said}>
            <strong>{name}</strong>{' '}
            <time className="quiet small" dateTime={new Date(at).toISOString()} title={moment(at, now)}>
              {ago(at, now)}
            </time>
            {through && <span className="quiet small"> · {through}</span>}
            {written !== undefined && (
              <span className="quiet small">
                {' '}
                · on the device {written < at ? 'written' : 'its clock said'} {moment(written, now)}
              </span>
            )}
          </span>
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={`As it was then, after ${name}, ${ago(at, now)}`}
            onClick={() => show(inAddress({ version: entry.version, on: at }))}
          >
            As it was then
          </Button>
        </div>
        <ul className={classes.changes}>
          {changes.map((change) => (
            <li
              key={keyOf(change)}
              data-changed={change.type === 'said' ? (change.field ?? '') : change.field}
            >
              <ChangeView
                change={change}
                after={change.type === 'text' ? texts.get(changeKey(entry, change.field)) : undefined}
              />
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}

/** An entry has one change of each field, and one sentence of each kind. */
const keyOf = (change: ToldChange): string =>
  `${change.type}/${change.field ?? ''}/${change.type === 'said' ? change.text : ''}`;

function ChangeView({ change, after }: { change: ToldChange; after: string | undefined }) {
  switch (change.type) {
    case 'said':
      return <span>{change.text}</span>;
    case 'value':
      return (
        <>
          <span className={classes.label}>{change.label}</span>{' '}
          {change.from !== '' && (
            <>
              <del>{change.from}</del> <span aria-hidden="true">→</span>{' '}
            </>
          )}
          <ins>{change.to || 'nothing'}</ins>
          {change.note && <span className={classes.aside}>{change.note}.</span>}
        </>
      );
    case 'list':
      return (
        <>
          <span className={classes.label}>{change.label}</span>{' '}
          {change.added.map((each) => (
            <ins key={`+${each}`}>+ {each}</ins>
          ))}
          {change.removed.map((each) => (
            <del key={`-${each}`}>− {each}</del>
          ))}
        </>
      );
    case 'entries':
      return (
        <>
          <span className={classes.label}>{change.label}</span>{' '}
          {change.lines.map(({ id, text }) => (
            <ins key={id}>+ {text}</ins>
          ))}
        </>
      );
    default:
      return (
        <>
          <span className={classes.label}>{change.label}</span>
          <TextDiff steps={change.steps} after={after} />
        </>
      );
  }
}
