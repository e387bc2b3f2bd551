/** Opens a record for as long as the page shows it, and says when its content changed. */
import { useCallback, useEffect, useState } from 'react';
import { entityKey, type EntityName } from '../../../shared/lib/ids.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { useVersion, type Subscribe } from '../use-version.ts';

/** Undefined until what this device holds of it is here; that never waits for the network. */
export function useRecord(name: EntityName): OpenRecord | undefined {
  const { replica, drafts } = useDevice();
  const [shown, setShown] = useState<OpenRecord>();
  const { kind, id } = name;
  useEffect(() => {
    const open = replica.open({ kind, id });
    let gone = false;
    const show = async (): Promise<void> => {
      await open.loaded;
      if (!gone) setShown(open);
    };
    void show();
    return () => {
      gone = true;
      // Before the document is given back: a draft that is committed afterwards would go nowhere.
      drafts.commitAll();
      drafts.leave(`${entityKey(open.name)}/`);
      setShown(undefined);
      open.close();
    };
  }, [replica, drafts, kind, id]);
  useVersion(useCallback<Subscribe>((changed) => shown?.subscribe(changed) ?? nothing, [shown]));
  return shown;
}

const nothing = (): void => undefined;
