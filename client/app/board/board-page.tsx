/** The bench board: every device in the shop by where it stands, and what the shop does about it (rows N5 and N10). */
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { Empty } from '../parts/empty.tsx';
import { Notice, useNotice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useNameOf } from '../people/use-colleagues.ts';
import { asPeople, useHere, usePresent } from '../people/use-people.ts';
import { usePendingOf } from '../status/use-status.ts';
import { pagePath } from '../route.ts';
import { useRole } from '../use-role.ts';
import { goTo, useQuery } from '../use-route.ts';
import { counted, inDigits } from '../words.ts';
import { atTheBench } from './at-the-bench.ts';
import type { BenchDevice } from './bench-device.ts';
import { filtersUsed } from './bench-filter.ts';
import { BenchStrip } from './bench-strip.tsx';
import { BoardContext, type BoardPlace } from './board-context.ts';
import { BoardFilters } from './board-filters.tsx';
import classes from './board.module.css';
import { CardMenu, type MenuPlace } from './card-menu.tsx';
import { claimOf } from './claim.ts';
import { Columns } from './columns.tsx';
import { TakeOver } from './take-over.tsx';
import { useActs } from './use-acts.ts';
import { useBench } from './use-bench.ts';
import { useEngineers } from './use-engineers.ts';

const deviceKind = must(kindNamed('device'), 'a schema without devices');

export function BoardPage() {
  useHere(undefined, '');
  const { replica } = useDevice();
  const { id: me } = replica.user;
  const role = useRole();
  const phone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const narrow = useMediaQuery('(max-width: 1000px)', false, { getInitialValueInEffect: false });
  const [gone, setGone] = useQuery('gone');
  const [text] = useQuery('q');
  const bench = useBench(gone === '1');
  const present = usePresent();
  const pending = usePendingOf('device');
  const { told, tell } = useNotice();
  const acts = useActs(tell);
  const [menu, setMenu] = useState<MenuPlace>();
  const [asked, setAsked] = useState<BenchDevice>();
  const [current, setCurrent] = useState<string>();
  const [wanted, setWanted] = useState<string>();
  const engineers = useEngineers(bench.inShop);
  const nameOf = useNameOf();

  const { now, today, filter, inShop } = bench;
  const may = (field: string): boolean => mayWrite({ author: me, role }, deviceKind.fields.get(field));
  const toggleClaim = useCallback(
    (device: BenchDevice) => {
      const claim = claimOf(device.row, replica.now());
      if (claim && claim.user !== me) setAsked(device);
      else void (claim ? acts.release(device) : acts.claim(device));
    },
    [replica, me, acts],
  );
  const openMenu = useCallback((device: BenchDevice, at: Element) => {
    const { left, top, width, height } = at.getBoundingClientRect();
    setMenu({ device, at: { left, top, width, height } });
  }, []);
  const focused = useCallback((id: string) => {
    setCurrent(id);
    setWanted(undefined);
  }, []);
  const lookers = useMemo(() => lookersOf(present, me), [present, me]);
  const [mayMove, mayClaim] = [may('status'), may('claimedBy')];
  // The same as long as nothing in it changed: every card looks at it.
  const place = useMemo<BoardPlace>(
    () => ({
      now,
      today,
      nameOf,
      lookers,
      pending,
      mayMove,
      mayClaim,
      current,
      wanted,
      focused,
      openMenu,
      toggleClaim,
    }),
    [
      now,
      today,
      nameOf,
      lookers,
      pending,
      mayMove,
      mayClaim,
      current,
      wanted,
      focused,
      openMenu,
      toggleClaim,
    ],
  );
  const shown = bench.columns.reduce((sum, { stage, devices }) => sum + (stage.gone ? 0 : devices.length), 0);
  const used = filtersUsed(filter);
  const filtered = used > 0 || text !== '';
  const reading = replica.rowsLoaded ? '' : ' · reading this device…';
  return (
    <BoardContext value={place}>
      <main className={classes.page} data-testid="board" data-read={replica.rowsLoaded}>
        <PageHead
          title="Bench"
          note={
            filtered
              ? `${inDigits(shown)} of ${counted(inShop.length, 'device')}${reading}`
              : `${counted(inShop.length, 'device')} in the shop${reading}`
          }
        >
          <BoardFilters
            engineers={engineers}
            locations={bench.locations}
            nameOf={nameOf}
            used={used}
            narrow={narrow}
          />
        </PageHead>
        <BenchStrip
          people={atTheBench({ rows: inShop.map(({ row }) => row), present, engineers, now })}
          nameOf={nameOf}
          now={now}
        />
        {inShop.length === 0 && replica.rowsLoaded && !gone ? (
          <Empty title="The bench is empty">
            Every device that is checked in stands here until it has left the shop.
          </Empty>
        ) : filtered && bench.columns.every(({ devices }) => devices.length === 0) ? (
          <Empty
            title="Nothing passes the filters"
            action={
              <Button onClick={() => goTo(pagePath(replica.shop, 'board'))}>Show the whole bench</Button>
            }
          />
        ) : (
          <Columns
            columns={bench.columns}
            phone={phone}
            filtered={filtered}
            gone={gone === '1'}
            showGone={(show) => setGone(show ? '1' : null)}
            move={(device, to) => void acts.move(device, to)}
            tell={tell}
            walkTo={setWanted}
          />
        )}
        <CardMenu
          place={menu}
          close={() => setMenu(undefined)}
          move={(device, to) => void acts.move(device, to)}
          assign={(device, user) => void acts.assign(device, user)}
        />
        <TakeOver
          device={asked}
          close={() => setAsked(undefined)}
          take={(device) => void acts.claim(device)}
        />
        <Notice told={told} close={() => tell(undefined)} />
      </main>
    </BoardContext>
  );
}

/** Others by the device that they look at. */
function lookersOf(present: ReturnType<typeof usePresent>, me: string): BoardPlace['lookers'] {
  const others = present.filter(({ user }) => user !== me);
  const byDevice = Map.groupBy(others, ({ at }) => {
    const name = parseEntityKey(at);
    return name?.kind === 'device' ? name.id : '';
  });
  byDevice.delete('');
  return new Map([...byDevice].map(([id, sessions]) => [id, asPeople(sessions)]));
}
