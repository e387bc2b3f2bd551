/** Why a local write was not made. Nothing of it reached the document. */
import type { Value } from '../schema/field.ts';
import type { ValueProblem } from '../schema/value.ts';

/** The value is not of the field's declared type. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';
  readonly field: string;
  readonly problem: ValueProblem | 'missing-part' | 'unknown-part' | 'bad-id';

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

/** No legal move of the field's workflow leads to the value from what is there (rule FLOW-1). */
export class IllegalMove extends Error {
  override readonly name = 'IllegalMove';
  readonly field: string;
  /** The values that are there; none for a field that nobody wrote. */
  readonly from: readonly Value[];
  readonly to: Value;

  constructor(field: string, from: readonly Value[], to: Value) {
    super(`${field}: no move leads to that value`);
    this.field = field;
    this.from = from;
    this.to = to;
  }
}

/** An entry of a ledger has this id and says something else. */
export class IdTaken extends Error {
  override readonly name = 'IdTaken';
  readonly field: string;
  readonly id: string;

  constructor(field: string, id: string) {
    super(`${field}: another entry has this id`);
    this.field = field;
    this.id = id;
  }
}

/** Whether a local write was not made for a reason that is told above. */
export const isWriteError = (
  error: unknown,
): error is InvalidValue | UnknownField | ServerField | IllegalMove | IdTaken =>
  error instanceof InvalidValue ||
  error instanceof UnknownField ||
  error instanceof ServerField ||
  error instanceof IllegalMove ||
  error instanceof IdTaken;
