/** What stands now in the field that a refused edit was about, as far as this device has it. */
import type { OpenRecord } from '../../replica/types.ts';
import type { Field } from '../../../shared/schema/field.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { counted } from '../words.ts';
import type { There } from './why-unfit.ts';

export interface Standing extends There {
  /** In words, empty for nothing; undefined where it is not known. */
  readonly text: string | undefined;
}

export function useThere(open: OpenRecord | undefined, name: string, field: Field | undefined): Standing {
  const shown = useShownValue();
  if (!open?.isHere || !field) return { text: undefined };
  const { entity } = open;
  switch (field.policy) {
    case 'text': {
      const text = entity.text(name).toJSON();
      return { text, length: text.length };
    }
    case 'set': {
      const all = entity.elements(name);
      const text =
        field.find === 'never'
          ? counted(all.length, 'photo')
          : all.map((each) => shown(field.element, each)).join(', ');
      return { text };
    }
    case 'ledger':
      return { text: counted(entity.ledger(name).length, 'entry', 'entries') };
    default: {
      if (name === 'deleted') return { text: entity.deleted ? 'deleted' : 'not deleted' };
      return { text: shown(field.scalar, entity.get(name)), choices: entity.choices(name) };
    }
  }
}
