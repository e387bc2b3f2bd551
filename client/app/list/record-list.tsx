/** All records of a kind, newest first, with a filter. Only the rows in sight exist on the page (rule APP-3). */
import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useCallback, useDeferredValue, useMemo } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { Kind } from '../../../shared/schema/field.ts';
import { calmly } from '../calmly.ts';
import { dayOf } from '../days.ts';
import { useDevice } from '../device.ts';
import { Empty } from '../parts/empty.tsx';
import { useVirtualRows, VirtualList } from '../parts/virtual-list.tsx';
import { usePresent } from '../people/use-people.ts';
import { newRecordPath } from '../record/new-record.ts';
import { recordName } from '../record-name.ts';
import { usePendingOf } from '../status/use-status.ts';
import { useRole } from '../use-role.ts';
import { goTo, useQuery, useRoute } from '../use-route.ts';
import { useVersion } from '../use-version.ts';
import { counted } from '../words.ts';
import { FilterButton, FilterTags } from './filter-bar.tsx';
import { chosenBy } from './filters.ts';
import { ListRow, rowHeight, under } from './list-row.tsx';
import { PartOnly } from './part-only.tsx';
import { enough, usePullToRefresh } from './pull-to-refresh.ts';

const nobody: ReturnType<typeof usePresent> = [];

/** `current` is the id of the record that is open beside the list. */
export function RecordList({ kind, current }: { kind: Kind; current: string | undefined }) {
  const { replica } = useDevice();
  const [text, setText] = useQuery('q');
  // Typing stays smooth: the list follows the filter when there is time for it.
  const wanted = useDeferredValue(text);
  useVersion(useMemo(() => calmly((changed) => replica.subscribeRows(kind.name, changed)), [replica, kind]));
  const pending = usePendingOf(kind.name);
  const role = useRole();
  const mayMake = kind.fields.get('created')?.write.includes(role) ?? false;
  const present = usePresent();
  const list = useVirtualRows(rowHeight, 8);
  const refresh = useCallback(() => void replica.syncNow().catch(() => undefined), [replica]);
  const pulled = usePullToRefresh(list.scroller, refresh);
  const from = list.windowOf(Number.MAX_SAFE_INTEGER);
  const { query: asked } = useRoute();
  const { filter, sort, active } = chosenBy(kind, asked, {
    user: replica.user.id,
    today: dayOf(replica.now()),
  });
  const query = {
    kind: kind.name,
    text: wanted,
    ...filter,
    ...(sort ? { sort } : {}),
    limit: from.count,
    offset: from.first,
  };
  let { rows, total } = replica.rows(query);
  let { first } = from;
  if (first + rows.length > total || (rows.length === 0 && total > 0)) {
    // The list became shorter than where it was scrolled to.
    const end = list.windowOf(total);
    first = end.first;
    rows = replica.rows({ ...query, limit: end.count, offset: first }).rows;
  }
  const lookers = useMemo(() => Map.groupBy(present, ({ at }) => at), [present]);
  const fresh = (): void => {
    goTo(newRecordPath(replica, kind.name));
  };
  return (
    <section className="list" aria-label={kind.plural}>
      <div className="list-head">
        <TextInput
          type="search"
          className="grow"
          aria-label={`Filter ${kind.plural.toLowerCase()}`}
          placeholder={`Filter ${kind.plural.toLowerCase()}`}
          leftSection={<IconSearch size={17} aria-hidden="true" />}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <FilterButton kind={kind} active={active.length} />
        {mayMake && (
          <Button
            onClick={fresh}
            leftSection={<IconPlus size={17} aria-hidden="true" />}
            aria-label={`New ${kind.label.toLowerCase()}`}
          >
            New
          </Button>
        )}
      </div>
      <FilterTags kind={kind} active={active} />
      <p
        className="small quiet list-count"
        aria-live="polite"
        data-testid="list-count"
        data-total={total}
        data-loaded={replica.rowsLoaded}
      >
        {counted(total, kind.label.toLowerCase(), kind.plural.toLowerCase())}
        {wanted === '' && active.length === 0 ? '' : ' found'}
        {replica.rowsLoaded ? '' : ' · reading this device…'}
      </p>
      <PartOnly kind={kind} />
      {pulled > 0 && (
        <p className="pulled small quiet" style={{ height: pulled }} role="status">
          {pulled >= enough ? 'Let go to sync' : 'Pull to sync'}
        </p>
      )}
      <VirtualList
        rows={list}
        total={total}
        className="list-scroll"
        listClassName="rows"
        none={
          total === 0 &&
          replica.rowsLoaded && (
            <Empty
              title={
                wanted === '' && active.length === 0 ? `No ${kind.plural.toLowerCase()} yet` : 'Nothing found'
              }
            >
              {wanted === '' && active.length === 0
                ? 'What you make here is on this device at once, and on every other as soon as there is a network.'
                : 'Nothing on this device is like that.'}
            </Empty>
          )
        }
      >
        {rows.map((row, index) => {
          const name = recordName(row.kind, row.id);
          if (!name) return null;
          const key = entityKey(name);
          return (
            <ListRow
              key={row.id}
              kind={kind}
              row={row}
              under={under(kind, row, replica)}
              position={first + index}
              total={total}
              current={row.id === current}
              pending={pending.has(row.id)}
              present={lookers.get(key) ?? nobody}
            />
          );
        })}
      </VirtualList>
    </section>
  );
}
