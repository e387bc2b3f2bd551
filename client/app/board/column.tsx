/** One stage of the board. Only the cards in sight exist on the page; while a card is dragged it offers what is legal here. */
import { useDroppable } from '@dnd-kit/core';
import { UnstyledButton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useLayoutEffect } from 'react';
import { useDevice } from '../device.ts';
import { useVirtualRows, VirtualList } from '../parts/virtual-list.tsx';
import { counted, inDigits } from '../words.ts';
import type { BenchColumn } from './bench.ts';
import { useBoard } from './board-context.ts';
import { Card } from './card.tsx';
import classes from './column.module.css';
import { DropZone } from './drop-zone.tsx';
import { clientOf, orderOf } from './use-bench.ts';

export interface ColumnProps {
  readonly column: BenchColumn;
  /** In pixels. */
  readonly cardHeight: number;
  /** A rail instead of a column: nothing is in it, or nobody asked for it. */
  readonly folded: boolean;
  /** While a card is dragged: the statuses of this stage to which it may move. */
  readonly offers: readonly string[] | undefined;
  readonly byKeyboard: boolean;
  /** The id of the card that is to be brought into sight. */
  readonly wanted: string | undefined;
  /** What a click on the rail does, and on the button that folds it again. */
  readonly open?: (() => void) | undefined;
  readonly fold?: (() => void) | undefined;
  readonly filtered: boolean;
}

export function Column(props: ColumnProps) {
  const { column, folded, offers, byKeyboard, open } = props;
  const { stage, devices } = column;
  const { setNodeRef, isOver } = useDroppable({ id: `column:${stage.name}` });
  const narrow = folded && !(offers && offers.length > 0);
  const label = `${stage.label}, ${counted(devices.length, 'device')}`;
  return (
    <section
      ref={setNodeRef}
      className={classes.column}
      aria-label={folded && open ? stage.label : label}
      data-stage={stage.name}
      data-count={devices.length}
      data-folded={narrow}
      data-offers={offers === undefined ? undefined : offers.length > 0}
      data-over={isOver}
    >
      {narrow ? (
        <Rail {...props} />
      ) : (
        <>
          <Head {...props} />
          <Cards {...props} />
        </>
      )}
      {offers && offers.length > 0 && (
        <div className={classes.zones}>
          {offers.map((status) => (
            <DropZone key={status} status={status} follow={byKeyboard} />
          ))}
        </div>
      )}
    </section>
  );
}

function Rail({ column: { stage, devices }, open }: ColumnProps) {
  const words = (
    <>
      <span className={classes.sideways}>{stage.label}</span>
      {!open && <span className={classes.count}>{devices.length}</span>}
    </>
  );
  if (!open) return <div className={classes.rail}>{words}</div>;
  return (
    <UnstyledButton
      className={classes.rail ?? ''}
      onClick={open}
      aria-label={`Show ${stage.label.toLowerCase()}`}
    >
      {words}
    </UnstyledButton>
  );
}

function Head({ column: { stage, devices }, fold }: ColumnProps) {
  return (
    <header className={classes.head}>
      <h2>{stage.label}</h2>
      <span className={classes.count}>{inDigits(devices.length)}</span>
      {fold && (
        <UnstyledButton
          className={classes.fold ?? ''}
          onClick={fold}
          aria-label={`Hide ${stage.label.toLowerCase()}`}
        >
          <IconX size={16} aria-hidden />
        </UnstyledButton>
      )}
    </header>
  );
}

function Cards({ column: { stage, devices }, cardHeight, wanted, filtered }: ColumnProps) {
  const { replica } = useDevice();
  const rows = useVirtualRows(cardHeight, 2);
  const { reveal } = rows;
  const shown = rows.windowOf(devices.length);
  const index = wanted === undefined ? -1 : devices.findIndex(({ row }) => row.id === wanted);
  useLayoutEffect(() => {
    if (index >= 0) reveal(index);
  }, [index, reveal]);
  const drawn = devices.slice(shown.first, shown.first + shown.count);
  const { current } = useBoard();
  const stop = drawn.find(({ row }) => row.id === current) ?? drawn[0];
  return (
    <VirtualList
      rows={rows}
      total={devices.length}
      className={classes.scroll}
      listClassName={classes.cards}
      label={`Devices in ${stage.label.toLowerCase()}`}
      none={
        devices.length === 0 && (
          <p className={classes.none}>{filtered ? 'Nothing passes the filters' : 'Nothing here'}</p>
        )
      }
    >
      {drawn.map((device, at) => {
        const order = orderOf(replica, device);
        return (
          // Where it stands is the slot's: a card that only moved, or that has more below it, is not drawn again.
          <li
            key={device.row.id}
            className={classes.slot}
            style={{ transform: `translateY(${(shown.first + at) * cardHeight}px)`, height: cardHeight }}
            aria-posinset={shown.first + at + 1}
            aria-setsize={devices.length}
          >
            <Card device={device} order={order} client={clientOf(replica, order)} tabbed={device === stop} />
          </li>
        );
      })}
    </VirtualList>
  );
}
