/** The legacy APIs that a shop may be bridged to, by the name that its settings say. */
import { fullMapping } from './full.ts';
import type { Mapping } from './mapping.ts';
import { simpleMapping } from './simple.ts';

export const mappings: ReadonlyMap<string, Mapping> = new Map(
  [simpleMapping, fullMapping].map((mapping) => [mapping.name, mapping]),
);
