/** Letting the relay run dry, after it was asked whether that is meant. */
import { Button, Modal } from '@mantine/core';
import { IconDropletOff } from '@tabler/icons-react';
import { useState } from 'react';
import { counted } from '../app/words.ts';
import type { Answer, DrainTold, OperatorApi } from './operator-api.ts';
import classes from './operator.module.css';

interface DrainMenuProps {
  readonly api: OperatorApi;
  readonly out: (why: string) => void;
  readonly draining: boolean;
}

export function DrainMenu({ api, out, draining }: DrainMenuProps) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Answer<DrainTold>>();
  const drain = async (end: boolean): Promise<void> => {
    setBusy(true);
    const answer = await api.drain(end);
    setBusy(false);
    if (answer.kind === 'signed-out') return out('Your sign-in here is over.');
    setTold(answer);
  };
  const close = (): void => {
    setOpen(false);
    setTold(undefined);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDropletOff size={18} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {draining ? 'Runs dry' : 'Run dry…'}
      </Button>
      <Modal opened={open} onClose={close} title="Let the relay run dry">
        <div className={classes.stack}>
          <p>
            Nobody new comes in, all that came is stored, and every device is asked to come back. People go on
            working on their devices, and send when a relay is there again. Every shop’s audit says so.
          </p>
          <p className="quiet">
            A relay that ran dry and stays serves nobody until it is started again; its machine has to do
            that. One that ends stays down until somebody starts it, as with systemctl start solder.
          </p>
          {told && <p role="status">{wordsOf(told)}</p>}
          <div className={classes.buttons}>
            <Button variant="default" onClick={close}>
              Close
            </Button>
            <Button variant="default" loading={busy} onClick={() => void drain(false)}>
              Run dry and stay
            </Button>
            <Button color="red" loading={busy} onClick={() => void drain(true)}>
              Run dry and end
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}

function wordsOf(answer: Answer<DrainTold>): string {
  if (answer.kind === 'problem') return answer.detail || `${answer.title}.`;
  if (answer.kind !== 'told') return 'The relay does not answer.';
  const { sockets, stored, ending } = answer.value;
  const what = stored ? 'all that came is stored' : 'not all that came could be stored: see the log';
  return `It ran dry: ${counted(sockets, 'connection')} closed, ${what}.${ending ? ' It ends now.' : ''}`;
}
