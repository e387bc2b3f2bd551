/** Short names for the scalar types, so that a kind's file reads like a table. */
import type { Scalar } from './field.ts';

export const line = (max = 120): Scalar => ({ type: 'string', max });
/** The id with which somebody signs in. */
export const account: Scalar = { type: 'string', max: 63, person: true };
export const whole = (min: number, max: number): Scalar => ({ type: 'number', min, max, integer: true });
export const decimal = (min: number, max: number): Scalar => ({ type: 'number', min, max, integer: false });
export const money: Scalar = { type: 'money' };
export const yesNo: Scalar = { type: 'boolean' };
export const instant: Scalar = { type: 'instant' };
export const date: Scalar = { type: 'date' };
export const oneOf = (...values: readonly string[]): Scalar => ({ type: 'enum', values });
export const referenceTo = (kind: string): Scalar => ({ type: 'reference', kind });
