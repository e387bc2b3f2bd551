/** Finds a record of a kind by a few words and hands its id on. Reads rows of this device only. */
import { useId, useState } from 'react';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { inWords, withArticle } from '../words.ts';

interface PickerProps {
  readonly kindName: string;
  readonly label: string;
  readonly inputId?: string;
  readonly pick: (id: string) => void;
}

const offered = 8;

export function Picker({ kindName, label, inputId, pick }: PickerProps) {
  const { replica } = useDevice();
  const list = useId();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const kind = kinds.get(kindName);
  const rows = open && kind ? replica.rows({ kind: kindName, text, limit: offered }).rows : [];
  const choose = (id: string | undefined): void => {
    if (id === undefined) return;
    pick(id);
    setText('');
    setOpen(false);
  };
  return (
    <div
      className="picker"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <input
        id={inputId}
        type="search"
        role="combobox"
        aria-label={inputId ? undefined : label}
        aria-expanded={open}
        aria-controls={list}
        aria-activedescendant={open && rows[active] ? `${list}-${active}` : undefined}
        autoComplete="off"
        placeholder={`Find ${withArticle((kind?.label ?? kindName).toLowerCase())}`}
        value={text}
        onFocus={() => setOpen(true)}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setActive(Math.min(active + 1, rows.length - 1));
          else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
          else if (event.key === 'Enter') choose(rows[active]?.id);
          else if (event.key === 'Escape') setOpen(false);
          else return;
          event.preventDefault();
        }}
      />
      {open && (
        <div className="options" role="listbox" id={list} aria-label={label}>
          {rows.map((row, index) => (
            <button
              key={row.id}
              id={`${list}-${index}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(row.id)}
            >
              {kind ? titleOf(kind, row) : inWords(row.id)}
            </button>
          ))}
          {rows.length === 0 && <span className="quiet small">Nothing found</span>}
        </div>
      )}
    </div>
  );
}
