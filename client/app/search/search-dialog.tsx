/** Finds as one types: a field, and below it what was found, by kind. Arrows choose, Enter opens. Reads this device only. */
import { Modal, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useCallback, useId, useMemo, useState, type KeyboardEvent } from 'react';
import type { SearchGroup, SearchHit } from '../../replica/queries.ts';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';
import { Empty } from '../parts/empty.tsx';
import { recordPath } from '../route.ts';
import { useReading } from '../use-reading.ts';
import { goTo } from '../use-route.ts';
import { inDigits } from '../words.ts';
import { hitId, SearchHits } from './search-hits.tsx';
import classes from './search-dialog.module.css';

/** Of each kind. */
const shown = 6;
/** How long nothing is typed, in milliseconds, before it is read out how many there are: not at every letter. */
const quietMs = 600;
const stillReading = 'Still reading this device: there may be more.';

interface SearchDialogProps {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly close: () => void;
}

export function SearchDialog({ text, setText, close }: SearchDialogProps) {
  const { replica } = useDevice();
  const [chosen, setChosen] = useState(0);
  const { groups, complete } = useReading(
    useMemo(() => calmly((changed) => replica.subscribeSearch(changed)), [replica]),
    useCallback(() => replica.search({ text, limit: shown }), [replica, text]),
  );
  const hits = groups.flatMap((group) => group.hits);
  const at = Math.min(chosen, Math.max(0, hits.length - 1));
  const list = useId();
  const isPhone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const open = (hit: SearchHit | undefined): void => {
    if (!hit) return;
    close();
    goTo(recordPath(replica.shop, hit.name));
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) open(hits[at]);
    else if (event.key === 'ArrowDown') choose(at + 1);
    else if (event.key === 'ArrowUp') choose(at - 1);
    else return;
    event.preventDefault();
  };
  const choose = (to: number): void => {
    const next = hits.length === 0 ? 0 : (to + hits.length) % hits.length;
    setChosen(next);
    document.querySelector(`#${CSS.escape(hitId(list, next))}`)?.scrollIntoView({ block: 'nearest' });
  };
  const isEmpty = text.trim() === '';
  const [said] = useDebouncedValue(isEmpty ? '' : outcome(groups, complete), quietMs);
  return (
    <Modal
      opened
      onClose={close}
      title="Search"
      size="lg"
      fullScreen={isPhone}
      centered={false}
      yOffset="8vh"
      transitionProps={{ duration: 0 }}
      classNames={{ body: classes.body ?? '' }}
    >
      <TextInput
        type="search"
        data-autofocus
        aria-label="Search everything"
        placeholder="Name, phone, IMEI, number, problem…"
        leftSection={<IconSearch size={18} aria-hidden="true" />}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={hits.length > 0 ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={hits.length > 0 ? hitId(list, at) : undefined}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={press}
      />
      {!complete && <p className="small quiet">{stillReading}</p>}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <div
        className={classes.results}
        data-testid="search-results"
        data-query={text}
        data-complete={complete}
      >
        {hits.length > 0 && <SearchHits list={list} groups={groups} chosen={at} open={open} />}
        {isEmpty && (
          <Empty title="Find anything on this device">
            Part of a name, a phone number in any form, an IMEI, an order’s number, a serial or words of the
            problem.
          </Empty>
        )}
        {!isEmpty && hits.length === 0 && complete && (
          <Empty title="Nothing found">
            No record on this device has all of these words. Fewer letters find more.
          </Empty>
        )}
      </div>
    </Modal>
  );
}

/** What was found, as it is read out. */
function outcome(groups: readonly SearchGroup[], complete: boolean): string {
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  if (total === 0) return complete ? 'Nothing found' : stillReading;
  const found = `${inDigits(total)} found`;
  return complete ? found : `${found}. ${stillReading}`;
}
