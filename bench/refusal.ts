/** What a person can mend; the message says it in a line, and where in the code it was found is nothing to them. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
