/** The columns, and moving cards between them: by mouse, finger, space bar and arrows. */
import {
  DndContext,
  DragOverlay,
  useDndContext,
  type DragEndEvent,
  type DragStartEvent,
} from '@dnd-kit/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { useDevice } from '../device.ts';
import type { Told } from '../parts/notice.tsx';
import { useRole } from '../use-role.ts';
import { inWords } from '../words.ts';
import { announcementsFor, instructions } from './announcements.ts';
import type { BenchDevice } from './bench-device.ts';
import type { BenchColumn } from './bench.ts';
import { useBoard } from './board-context.ts';
import classes from './board.module.css';
import { CardBody, deviceTitle } from './card-body.tsx';
import cardClasses from './card.module.css';
import { Column } from './column.tsx';
import { DropZone } from './drop-zone.tsx';
import { droppedOn, underCard, useLifting } from './lifting.ts';
import { MeasuredAnew } from './measured-anew.tsx';
import { backFrom, movesFrom } from './moves.ts';
import { StageChooser } from './stage-chooser.tsx';
import { clientOf, orderOf } from './use-bench.ts';
import { useColumns } from './use-columns.ts';
import { walk } from './walk.ts';

interface ColumnsProps {
  readonly columns: readonly BenchColumn[];
  readonly phone: boolean;
  readonly filtered: boolean;
  readonly gone: boolean;
  readonly showGone: (show: boolean) => void;
  readonly move: (device: BenchDevice, to: string) => void;
  readonly tell: (told: Told) => void;
  /** Asks for the focus to go to a card. */
  readonly walkTo: (id: string) => void;
}

interface Lifted {
  readonly device: BenchDevice;
  readonly byKeyboard: boolean;
}

/** A card and the space below it, in pixels: for a mouse, and for fingers, which need larger buttons. */
const cardHeights = { fine: 140, coarse: 150 } as const;

export function Columns(props: ColumnsProps) {
  const { columns, phone, filtered, gone, showGone, move, tell, walkTo } = props;
  const coarse = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false });
  const cardHeight = coarse ? cardHeights.coarse : cardHeights.fine;
  const [lifted, setLifted] = useState<Lifted>();
  const role = useRole();
  const sensors = useLifting();
  const { wanted, openMenu, toggleClaim } = useBoard();
  const names = useMemo(() => columns.map(({ stage }) => stage.name), [columns]);
  const { board, shown, choose, scrolled } = useColumns(names, phone);
  const find = (id: unknown): BenchDevice | undefined =>
    columns.flatMap(({ devices }) => devices.find(({ row }) => row.id === id) ?? [])[0];
  const moves = lifted && movesFrom(lifted.device.status);

  const lift = ({ active, activatorEvent }: DragStartEvent): void => {
    const device = find(active.id);
    if (device) setLifted({ device, byKeyboard: activatorEvent instanceof globalThis.KeyboardEvent });
  };
  const drop = ({ over }: DragEndEvent): void => {
    setLifted(undefined);
    if (!lifted || !over) return;
    const status = droppedOn(over.id);
    if (status !== undefined) return move(lifted.device, status);
    const column = columns.find(({ stage }) => over.id === `column:${stage.name}`);
    if (!column || column.stage === lifted.device.stage || phone) return;
    const back = backFrom(lifted.device.status, role).some((to) => column.stage.statuses.includes(to));
    tell({ text: noWay(lifted.device, column, moves ?? []) + (back ? '. Its menu takes it back' : '') });
  };
  const keys = (event: KeyboardEvent): void => {
    const card = event.target instanceof Element && event.target.closest('[data-card-link]');
    const id = card && card.closest('[data-device]')?.getAttribute('data-device');
    if (typeof id !== 'string' || lifted || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = walk(
      columns.map(({ devices }) => devices.map(({ row }) => row.id)),
      id,
      event.key,
    );
    const device = find(id);
    if (next !== undefined) walkTo(next);
    else if (device && card && event.key === 'm') openMenu(device, card);
    else if (device && event.key === 'c') toggleClaim(device);
    else return;
    event.preventDefault();
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={underCard}
      accessibility={{
        announcements: announcementsFor((id) => {
          const device = find(id);
          return device ? deviceTitle(device) : 'The device';
        }),
        screenReaderInstructions: instructions,
      }}
      onDragStart={lift}
      onDragEnd={drop}
      onDragCancel={() => setLifted(undefined)}
    >
      <MeasuredAnew columns={columns} />
      {phone && <StageChooser columns={columns} shown={shown} choose={choose} />}
      <div
        className={classes.columns}
        ref={board}
        onScroll={scrolled}
        onKeyDown={keys}
        data-lifting={lifted !== undefined}
      >
        {columns.map((column) => {
          const { stage, devices } = column;
          const hidden = stage.gone === true && !gone;
          return (
            <Column
              key={stage.name}
              column={column}
              cardHeight={cardHeight}
              folded={!phone && (hidden || devices.length === 0)}
              offers={phone ? undefined : moves?.filter((to) => stage.statuses.includes(to))}
              byKeyboard={lifted?.byKeyboard ?? false}
              wanted={wanted}
              open={hidden ? () => showGone(true) : undefined}
              fold={stage.gone === true && gone ? () => showGone(false) : undefined}
              filtered={filtered}
            />
          );
        })}
      </div>
      {phone && lifted && <Tray moves={moves ?? []} />}
      <DragOverlay dropAnimation={null}>
        {lifted && (
          <div className={`${cardClasses.card} ${cardClasses.overlay}`}>
            <Overlay device={lifted.device} />
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}

function Overlay({ device }: { device: BenchDevice }) {
  const { replica } = useDevice();
  const order = orderOf(replica, device);
  return (
    <CardBody device={device} order={order} client={clientOf(replica, order)}>
      {deviceTitle(device)}
    </CardBody>
  );
}

/** On a phone the other columns are out of sight: what is legal lies under the thumb. */
function Tray({ moves }: { moves: readonly string[] }) {
  const status = droppedOn(useDndContext().over?.id);
  const said = status === undefined ? 'Drop it on what is next' : inWords(status);
  return (
    <div className={classes.tray}>
      <p>{moves.length === 0 ? 'Nothing follows from here' : said}</p>
      {moves.map((status) => (
        <DropZone key={status} status={status} follow={false} />
      ))}
    </div>
  );
}

function noWay(device: BenchDevice, { stage }: BenchColumn, moves: readonly string[]): string {
  const next = moves.map(inWords).join(', ');
  const from = inWords(device.status ?? 'no status').toLowerCase();
  const ways = next === '' ? 'nothing follows it' : `next: ${next}`;
  return `${deviceTitle(device)} cannot go to ${stage.label} from ${from}; ${ways}`;
}
