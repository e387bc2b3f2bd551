/** Why a local write was not made. Nothing of it reached the document. */
import type { ValueProblem } from '../schema/value.ts';

/** The value is not of the field's declared type. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';
  readonly field: string;
  readonly problem: ValueProblem | 'missing-part' | 'unknown-part';

  constructor(field: string, problem: InvalidValue['problem']) {
    super(`${field}: ${problem}`);
    this.field = field;
    this.problem = problem;
  }
}

/** The kind has no such field, or one of another policy. */
export class UnknownField extends Error {
  override readonly name = 'UnknownField';
  readonly field: string;

  constructor(field: string, wanted: string) {
    super(`${field} is no ${wanted}`);
    this.field = field;
  }
}

/** Only the relay and the bridge write this field (rule MERGE-4). */
export class ServerField extends Error {
  override readonly name = 'ServerField';
  readonly field: string;

  constructor(field: string) {
    super(`${field} is written by the relay only`);
    this.field = field;
  }
}

/** Whether a local write was not made for a reason that is told above. */
export const isWriteError = (error: unknown): error is InvalidValue | UnknownField | ServerField =>
  error instanceof InvalidValue || error instanceof UnknownField || error instanceof ServerField;
