/** What the API answers where it does not do what was asked (section 1.7): thrown deep, rendered once in `serve.ts`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string | undefined;
  /** Seconds, for the header of a 429. */
  readonly retryAfter: number | undefined;

  constructor(status: number, error: string, code?: string, retryAfter?: number) {
    super(error);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export const badRequest = (error: string): Refusal => new Refusal(400, error);
export const invalid = (error: string): Refusal => new Refusal(422, error);
export const notFound = (error = 'Item not found'): Refusal => new Refusal(404, error);
