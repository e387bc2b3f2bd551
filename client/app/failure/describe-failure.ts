/** What is said where a part of the page could not be shown (rule APP-20). Pure. */
import { PartNotLoaded } from './loading.ts';

export interface FailureWords {
  readonly title: string;
  readonly text: string;
  /** For whoever mends it. */
  readonly details: string;
}

/** @param error whatever was thrown */
export function describeFailure(error: unknown): FailureWords {
  const details = detailsOf(error);
  if (error instanceof PartNotLoaded) {
    return {
      title: 'This page could not be loaded',
      text: 'There may be no connection just now, or a newer version of Solder has taken its place. What you wrote is safe on this device.',
      details,
    };
  }
  return {
    title: 'This page could not be shown',
    text: 'Something went wrong in Solder. What you wrote is safe on this device; loading it again often helps.',
    details,
  };
}

/** A replica that did not start: nothing of this device can be shown. */
export const describeStartFailure = (error: unknown): FailureWords => ({
  title: 'What this device holds could not be opened',
  text: 'Nothing of it is gone. Close other tabs of Solder, and try again.',
  details: detailsOf(error),
});

/** More than one error that caused another says no more. */
const deepest = 4;

function detailsOf(error: unknown): string {
  const lines: string[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < deepest && at !== undefined && at !== null; depth++) {
    if (!(at instanceof Error)) {
      lines.push(typeof at === 'string' ? at : (JSON.stringify(at) ?? typeof at));
      break;
    }
    lines.push(`${at.name}: ${at.message}`);
    at = at.cause;
  }
  return lines.join('\n');
}
