/** How often requests of a soak of the full API fail, and how. */
import type { Rates } from '../legacy-api/core/faults.ts';

export const rates: Rates = {
  'server-error': 0.01,
  'cut-before': 0.01,
  'cut-after': 0.02,
  truncated: 0.01,
  'too-many': 0.01,
  conflict: 0.005,
  html: 0.005,
  'short-page': 0.01,
  duplicate: 0.01,
  shuffled: 0.01,
  null: 0.003,
  'wrong-type': 0.003,
  missing: 0.003,
  'unknown-value': 0.003,
};
