/** Values as words where other records and people are called by their names, not by their ids. */
import { useCallback } from 'react';
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import type { Scalar, Value } from '../../../shared/schema/field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { showScalar } from './show-scalar.ts';

/** Empty for no value. */
export function useShownValue(): (scalar: Scalar, value: Value) => string {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  return useCallback(
    (scalar, value) => {
      if (scalar.type === 'string' && scalar.person && typeof value === 'string' && value !== '')
        return nameOf(value);
      if (scalar.type === 'reference' && typeof value === 'string') {
        const to = { kind: parseKind(scalar.kind), id: parseEntityId(value) };
        const kind = kinds.get(scalar.kind);
        const row = to.kind && to.id && replica.row({ kind: to.kind, id: to.id });
        if (kind && row) return titleOf(kind, row, replica);
      }
      return showScalar(scalar, value, replica.now());
    },
    [replica, nameOf],
  );
}
