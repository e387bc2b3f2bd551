/** Above a list: that this device keeps only a part of the kind, by a person's own choice, and the way to change that (rule KEEP-7). */
import { useCallback, useSyncExternalStore } from 'react';
import type { Kind } from '../../../shared/schema/field.ts';
import { isChosenKind, isPartOnly } from '../../replica/keeping/choice.ts';
import { useDevice } from '../device.ts';
import { pagePath } from '../route.ts';
import { Link } from '../shell/link.tsx';

export function PartOnly({ kind }: { kind: Kind }) {
  const { replica } = useDevice();
  const { keeping } = replica;
  const subscribe = useCallback((changed: () => void) => keeping.subscribe(changed), [keeping]);
  const settings = useSyncExternalStore(subscribe, () => keeping.settings);
  if (!isPartOnly(kind.name, settings)) return null;
  const plural = kind.plural.toLowerCase();
  return (
    <p className="small list-count" role="note" data-testid="part-only">
      {isChosenKind(kind.name, settings)
        ? `Only some ${plural} are on this device in full. `
        : `New ${plural} do not come to this device. `}
      <Link className="record-link" href={pagePath(replica.shop, 'sync')}>
        Choose what is kept
      </Link>
    </p>
  );
}
