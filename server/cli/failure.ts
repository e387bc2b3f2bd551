/** A command that cannot do what it was asked, in words for the person who asked. */

export const exitCodes = { failed: 1, usage: 2 } as const;

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
