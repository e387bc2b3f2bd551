/** Which places of a shop somebody sees (rule PLACE-1). */
import { visiblePlaces } from '../../shared/schema/place.ts';
import type { Identity } from './identity.ts';

/** Undefined for who sees all: of a shop that does not keep its locations apart, or of all of them. */
export const seenPlaces = ({
  user,
  apart,
  locations = [],
}: Pick<Identity, 'user' | 'apart' | 'locations'>): readonly string[] | undefined =>
  apart ? visiblePlaces(user, locations) : undefined;
