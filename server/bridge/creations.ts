/** Records of ours that are being made there, under ids that nobody has heard of yet (rules BRIDGE-7 and BRIDGE-23). Pure. */
import type { Intent } from './state/bridge-state.ts';

/**
 * Whether what is new there may be this one. One that was given up is waited for by nobody; what says all that it says is it
 * all the same, however late it turns up.
 */
export const isBeingMade = ({ what }: Intent): boolean => what.do === 'create' && what.givenUp !== true;
