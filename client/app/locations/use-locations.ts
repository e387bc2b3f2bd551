/** The shop's locations as this device knows them, and how one is called (rule PLACE-8). */
import { useCallback } from 'react';
import type { ShopLocations } from '../../replica/vault.ts';
import { useDevice } from '../device.ts';
import { useVersion } from '../use-version.ts';

export function useLocations(): ShopLocations {
  const { replica } = useDevice();
  useVersion(useCallback((changed) => replica.subscribeStatus(changed), [replica]));
  return replica.locations();
}

/** Words that are no location of the shop's stay what they are. */
export const locationName = ({ all }: Pick<ShopLocations, 'all'>, id: string): string =>
  all.find((each) => each.id === id)?.name ?? id;
