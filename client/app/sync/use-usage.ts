/** What the shop takes up on this device, added up when the page is opened and after each change of what is kept. */
import { useEffect, useState } from 'react';
import type { Usage } from '../../replica/keeping/types.ts';
import { useDevice } from '../device.ts';

/** Undefined until it is added up; `failed` when this device cannot be read. */
export function useUsage(): Usage | 'failed' | undefined {
  const { keeping } = useDevice().replica;
  const [usage, setUsage] = useState<Usage | 'failed'>();
  useEffect(() => {
    let gone = false;
    const add = async (): Promise<void> => {
      const found = await keeping.usage().catch(() => 'failed' as const);
      if (!gone) setUsage(found);
    };
    void add();
    const leave = keeping.subscribe(() => void add());
    return () => {
      gone = true;
      leave();
    };
  }, [keeping]);
  return usage;
}

/** What the browser says of all that this site stores, in bytes; undefined where it says nothing. */
export function useBrowserStorage(): { readonly used: number; readonly quota: number } | undefined {
  const [estimate, setEstimate] = useState<{ used: number; quota: number }>();
  useEffect(() => {
    // Absent outside a secure context.
    const storage = navigator.storage as StorageManager | undefined;
    const ask = async (): Promise<void> => {
      const { usage, quota } = (await storage?.estimate()) ?? {};
      if (usage !== undefined && quota !== undefined) setEstimate({ used: usage, quota });
    };
    ask().catch(() => undefined);
  }, []);
  return estimate;
}
