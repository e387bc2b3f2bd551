/** Asks once before a connection, or all of somebody's, is closed; says what follows and how it went. */
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Disconnect } from '../../shared/operator/told.ts';
import { counted } from '../app/words.ts';
import type { Answer, OperatorApi } from './operator-api.ts';
import classes from './operator.module.css';

interface DisconnectDialogProps {
  readonly api: OperatorApi;
  readonly out: (why: string) => void;
  /** Open while it is there. */
  readonly whose: Disconnect | undefined;
  readonly close: () => void;
}

export function DisconnectDialog({ api, out, whose, close }: DisconnectDialogProps) {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Answer<{ readonly closed: number }>>();
  const disconnect = async (those: Disconnect): Promise<void> => {
    setBusy(true);
    const answer = await api.disconnect(those);
    setBusy(false);
    if (answer.kind === 'signed-out') return out('Your sign-in here is over.');
    setTold(answer);
  };
  const leave = (): void => {
    setTold(undefined);
    close();
  };
  const done = told?.kind === 'told';
  return (
    <Modal opened={whose !== undefined} onClose={leave} title="Disconnect">
      {whose && (
        <div className={classes.stack}>
          <p>
            {'user' in whose
              ? `All connections of ${whose.user} in ${whose.shop} are closed.`
              : `One connection in ${whose.shop} is closed.`}{' '}
            Nothing is lost: what is unsent stays on the device, and it comes back by itself within moments.
            The shop’s audit says so.
          </p>
          <p className="quiet">
            To keep somebody out, sign their devices out (<code>solder user revoke</code>), remove them (
            <code>solder user remove</code>) or suspend the shop (<code>solder shop suspend</code>).
          </p>
          {told && <p role="status">{wordsOf(told)}</p>}
          <div className={classes.buttons}>
            <Button variant="default" onClick={leave}>
              {done ? 'Close' : 'Leave it'}
            </Button>
            {!done && (
              <Button color="red" loading={busy} onClick={() => void disconnect(whose)}>
                Disconnect
              </Button>
            )}
          </div>
        </div>
      )}
    </Modal>
  );
}

function wordsOf(answer: Answer<{ readonly closed: number }>): string {
  if (answer.kind === 'told') return `${counted(answer.value.closed, 'connection')} closed.`;
  return answer.kind === 'problem' ? answer.detail || `${answer.title}.` : 'The relay does not answer.';
}
