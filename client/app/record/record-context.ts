/** The record that the page shows, for all of its fields. */
import { createContext, useContext } from 'react';
import { must } from '../../../shared/lib/assert.ts';
import type { Field } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import type { Told } from '../parts/notice.tsx';
import type { Person } from '../people/person.ts';

export interface RecordPlace {
  readonly open: OpenRecord;
  /** Whether this user's role may write the field. */
  readonly may: (field: Field) => boolean;
  /** Whether this user can write nothing here: they may only look, or the record is deleted. */
  readonly locked: boolean;
  /** Others who are in that field right now. */
  readonly inField: (field: string) => readonly Person[];
  readonly enter: (field: string) => void;
  readonly leave: (field: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Says something at the foot of the page. */
  readonly tell: (told: Told) => void;
}

export const RecordContext = createContext<RecordPlace | null>(null);

export const useRecordPlace = (): RecordPlace => must(useContext(RecordContext), 'a field outside a record');
