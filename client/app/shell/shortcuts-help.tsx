/** The list of all shortcuts. */
import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { shortcuts } from './shortcuts.ts';
import classes from './shortcuts-help.module.css';

export function ShortcutsHelp({ close }: { close: () => void }) {
  return (
    <Modal opened onClose={close} title="Keys">
      <dl className={classes.keys}>
        <dt>
          <Kbd>Ctrl</Kbd> <Kbd>K</Kbd> or <Kbd>/</Kbd>
        </dt>
        <dd>Find anything</dd>
        {shortcuts.map(({ keys, label }) => (
          <Fragment key={label}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
