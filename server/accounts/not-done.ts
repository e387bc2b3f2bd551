/** What an operator asked for and cannot be done, in words for them. */
export type NotDoneKind = 'bad-request' | 'not-found' | 'conflict';

export class NotDone extends Error {
  override readonly name = 'NotDone';
  readonly kind: NotDoneKind;

  constructor(kind: NotDoneKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
