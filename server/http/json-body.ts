/** A request's body as JSON: bounded, and of the type that a form on a foreign page cannot send without being asked. */
import { bodyLimit } from 'hono/body-limit';
import { Problem, renderProblem } from './problem.ts';

/** Turns bodies away that are larger. */
export const boundedBody = (maxSize: number) =>
  bodyLimit({ maxSize, onError: () => renderProblem(new Problem('too-large')) });

/**
 * The fields of a JSON object; none for any other JSON.
 * @throws Problem `unsupported-media-type`, or `bad-request` when it is not JSON
 */
export async function readFields(request: {
  header(name: 'content-type'): string | undefined;
  text(): Promise<string>;
}): Promise<ReadonlyMap<string, unknown>> {
  if (!/^application\/json\b/i.test(request.header('content-type') ?? '')) {
    throw new Problem('unsupported-media-type', 'Send JSON.');
  }
  try {
    const value: unknown = JSON.parse(await request.text());
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem('bad-request', 'The body is not JSON.');
    throw error;
  }
}
