/** What was taken back on this device: what it was, back to be sent, or away for good (rule QUEUE-9). */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { DiscardedEdits } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { titleOf } from '../list/title-of.ts';
import type { Told } from '../parts/notice.tsx';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { useRow } from '../use-row.ts';
import { ago } from '../when.ts';
import { counted, inWords } from '../words.ts';
import { tellTakenBack } from './describe-taken-back.ts';
import classes from './sync.module.css';
import { useTakenBack } from './use-taken-back.ts';

/** More than anybody looks through. */
const most = 50;

export function TakenBackPanel({ tell }: { tell: (told: Told) => void }) {
  const { all, isUnreadable, changed } = useTakenBack();
  if (isUnreadable)
    return (
      <section className={classes.panel} aria-labelledby="taken-back">
        <h2 id="taken-back">Taken back</h2>
        <p className="quiet">This device could not read what was taken back.</p>
      </section>
    );
  if (!all || all.length === 0) return null;
  return (
    <section className={classes.panel} aria-labelledby="taken-back" data-testid="taken-back">
      <header className={classes.panelHead}>
        <h2 id="taken-back">Taken back</h2>
      </header>
      <p className="quiet small">These edits were never sent. Each is kept on this device for a month.</p>
      <ul className={classes.queue}>
        {all.slice(0, most).map((edits) => (
          <Taken key={edits.id} taken={edits} tell={tell} changed={changed} />
        ))}
      </ul>
      {all.length > most && <p className="quiet">and {counted(all.length - most, 'more')}</p>}
    </section>
  );
}

interface TakenProps {
  readonly taken: DiscardedEdits;
  readonly tell: (told: Told) => void;
  readonly changed: () => void;
}

function Taken({ taken, tell, changed }: TakenProps) {
  const { replica } = useDevice();
  const shown = useShownValue();
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const { id, name, at, edits, row } = taken;
  const kind = kinds.get(name.kind);
  const present = useRow(name.kind, name.id);
  const title = (kind && titleOf(kind, present ?? row ?? { id: name.id, fields: {} }, replica)) || name.id;
  const label = `${kind?.label ?? inWords(name.kind)}: ${title}`;
  const told = kind && row ? tellTakenBack(kind, row, present, shown) : [];
  const run = async (act: (id: string) => Promise<void>, done: string): Promise<void> => {
    setBusy(true);
    try {
      await act(id);
      tell({ text: done });
    } catch {
      tell({ text: 'This device could not store that: nothing has changed.' });
    }
    setBusy(false);
    changed();
  };
  return (
    <li className={classes.taken} data-testid="taken-back-edits">
      <span className={classes.what}>
        {present ? (
          <Link className="record-link" href={recordPath(replica.shop, name)}>
            {label}
          </Link>
        ) : (
          <strong>{label}</strong>
        )}
        <span className="quiet small">
          {counted(edits, 'edit')}, taken back {ago(at, replica.now())}
        </span>
      </span>
      <details className={classes.fold}>
        <summary>What it was</summary>
        {told.length === 0 ? (
          <p className="quiet small">Nothing that this device could show beside what the record is now.</p>
        ) : (
          <dl>
            {told.map(({ field, label: of, was, is }) => (
              <div key={field}>
                <dt className="quiet small">{of}</dt>
                <dd>
                  {was || 'nothing'}
                  {is !== '' && <span className="quiet small"> (now: {is})</span>}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </details>
      <div className={classes.actions}>
        <Button
          variant="default"
          loading={busy}
          aria-label={`Bring back: ${label}`}
          onClick={() =>
            void run(
              (one) => replica.restoreDiscarded(one),
              `What was taken back of ${title} is to be sent again.`,
            )
          }
        >
          Bring back
        </Button>
        <Button
          variant="subtle"
          color="red"
          disabled={busy}
          aria-label={`Forget: ${label}`}
          onClick={() => setAsks(true)}
        >
          Forget
        </Button>
      </div>
      {asks && (
        <Modal opened onClose={() => setAsks(false)} title="Forget it for good?">
          <Text>
            {counted(edits, 'edit')} of {title}, in no other place: nobody can bring{' '}
            {edits === 1 ? 'it' : 'them'} back afterwards.
          </Text>
          <Group justify="flex-end" mt="lg">
            <Button variant="default" data-autofocus onClick={() => setAsks(false)}>
              Keep
            </Button>
            <Button
              color="red"
              onClick={() => {
                setAsks(false);
                void run(
                  (one) => replica.forgetDiscarded(one),
                  `What was taken back of ${title} is forgotten.`,
                );
              }}
            >
              Forget for good
            </Button>
          </Group>
        </Modal>
      )}
    </li>
  );
}
