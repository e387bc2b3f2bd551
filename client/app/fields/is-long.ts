/** Whether a scalar holds more than a line's worth of words: then it has the whole width and several lines. */
import type { Scalar } from '../../../shared/schema/field.ts';

export const isLong = (scalar: Scalar): boolean => scalar.type === 'string' && scalar.max > 600;
