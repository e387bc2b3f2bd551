/**
 * A number for an order that is made where no relay can be asked for one: short enough to be read out, made of random
 * letters and digits that are not mistaken for each other, so that two devices never give out the same and a printed
 * label stays valid.
 */
import type { EntityId } from '../../../shared/lib/ids.ts';

/** Seven characters of 32: with a thousand such orders one pair in 70,000 shops would meet. */
const length = 7;

/** @param order the order's id, whose end is random */
export const offlineNumber = (order: EntityId): string => `RM-${order.slice(-length).toUpperCase()}`;
