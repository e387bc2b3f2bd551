/** Finds a record of a kind by a few words and hands its id on. Reads rows of this device only. */
import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Row } from '../../../shared/document/types.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { withArticle } from '../words.ts';

interface PickerProps {
  readonly kindName: string;
  readonly label: string;
  readonly inputId?: string;
  /** Begins with the caret in it: for a picker that somebody asked for. */
  readonly focused?: boolean;
  readonly placeholder?: string;
  /** What is said of a row beside its title. */
  readonly note?: (row: Row) => string;
  readonly pick: (id: string) => void;
}

const offered = 8;

export function Picker({ kindName, label, inputId, focused = false, placeholder, note, pick }: PickerProps) {
  const { replica } = useDevice();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const store = useCombobox({ onDropdownClose: () => store.resetSelectedOption() });
  useEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  const kind = kinds.get(kindName);
  const rows =
    store.dropdownOpened && kind ? replica.rows({ kind: kindName, text, limit: offered }).rows : [];
  // Enter takes the first one found without a further key.
  const { selectFirstOption } = store;
  useEffect(() => {
    if (text !== '') selectFirstOption();
  }, [text, selectFirstOption]);
  return (
    <Combobox
      store={store}
      onOptionSubmit={(id) => {
        pick(id);
        setText('');
        store.closeDropdown();
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          ref={input}
          id={inputId}
          aria-label={inputId ? undefined : label}
          className="grow"
          miw={200}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          placeholder={placeholder ?? `Find ${withArticle((kind?.label ?? kindName).toLowerCase())}`}
          value={text}
          onFocus={() => store.openDropdown()}
          onClick={() => store.openDropdown()}
          onBlur={() => store.closeDropdown()}
          onChange={(event) => {
            setText(event.target.value);
            store.openDropdown();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={label} mah={320} style={{ overflowY: 'auto' }}>
          {rows.map((row) => (
            <Combobox.Option key={row.id} value={row.id}>
              {kind && titleOf(kind, row, replica)}
              {note && <span className="quiet small"> {note(row)}</span>}
            </Combobox.Option>
          ))}
          {rows.length === 0 && <Combobox.Empty>Nothing found</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
