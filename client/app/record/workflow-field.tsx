/** A status as a workflow: where it is, and a button for each legal move, the likely one first (rules SCHEMA-8 and RECORD-10). */
import { Button, Menu } from '@mantine/core';
import { IconArrowRight, IconChevronDown } from '@tabler/icons-react';
import { useId } from 'react';
import { FieldFrame } from '../fields/field-frame.tsx';
import { ReviewBox } from '../fields/review-box.tsx';
import { StatusPill } from '../parts/status-pill.tsx';
import { inWords } from '../words.ts';
import { useRegister } from './declared-field.ts';
import { movesOnward } from './moves-of.ts';
import { useRecordPlace } from './record-context.ts';
import { writeMove } from './write-move.ts';
import classes from './workflow.module.css';

/** A short way has a button for each move; of a long one the likely move has one and the others a menu. */
const atMost = 3;

export function WorkflowField({ name }: { name: string }) {
  const { open, may } = useRecordPlace();
  const field = useRegister(name);
  const label = useId();
  const { entity } = open;
  const status = entity.get(name);
  const values = field.scalar.type === 'enum' ? field.scalar.values : [];
  const moves = movesOnward(entity.kind.name, values, status);
  const isShort = values.length <= atMost + 1;
  const direct = moves.slice(0, isShort ? atMost : 1);
  const others = moves.slice(direct.length);
  // What is in review is settled in its box; what is left are moves that this person may take back.
  const there = new Set(entity.entries(name).map(({ value }) => value));
  const back = (entity.choices(name) ?? [])
    .filter((each) => typeof each === 'string')
    .filter((each) => !there.has(each) && !moves.includes(each));
  const go = (to: string): void => writeMove(entity, name, to);
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      <div className={classes.flow} role="group" aria-labelledby={label}>
        <span className={classes.here} data-input data-value={status ?? ''}>
          {typeof status === 'string' ? (
            <StatusPill status={status} />
          ) : (
            <span className="quiet">{entity.kind.name === 'device' ? 'Not handed in yet' : 'None yet'}</span>
          )}
        </span>
        {may(field) && (
          <span className={classes.moves}>
            {direct.map((to, index) => (
              <Button
                key={to}
                variant={index === 0 && !isShort ? 'filled' : 'default'}
                data-move={to}
                leftSection={<IconArrowRight size={17} aria-hidden="true" />}
                onClick={() => go(to)}
              >
                {inWords(to)}
              </Button>
            ))}
            {others.length + back.length > 0 && (
              <Menu position="bottom-start">
                <Menu.Target>
                  <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden="true" />}>
                    Other moves
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {others.map((to) => (
                    <Menu.Item key={to} data-move={to} onClick={() => go(to)}>
                      {inWords(to)}
                    </Menu.Item>
                  ))}
                  {back.map((to) => (
                    <Menu.Item key={to} data-move={to} onClick={() => go(to)}>
                      Back to {inWords(to).toLowerCase()}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            )}
            {moves.length === 0 && status !== null && <span className="quiet small">Nothing follows.</span>}
          </span>
        )}
      </div>
      <ReviewBox name={name} field={field} />
    </FieldFrame>
  );
}
