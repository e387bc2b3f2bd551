/** What a PATCH means where the sheet does not know (5.13): null, empty texts, blanks, keys that it does not take. */
import type { Choices } from '../choices.ts';
import { badRequest, invalid } from './refusal.ts';
import type { Body } from './route.ts';
import type { Cell } from './table.ts';

/** How a field of a PATCH is written. `clears` takes null whatever the choice is (section 1.6). */
export type Writable = Readonly<Record<string, 'text' | 'number' | 'flag' | 'text?' | 'number?'>>;

/**
 * What is to be written, by column.
 * @throws Refusal 400 for a value of another type; 422 for null and unknown keys where that was chosen.
 */
export function readPatch(body: Body, writable: Writable, choices: Choices): Record<string, Cell> {
  const patch: Record<string, Cell> = {};
  for (const [key, value] of Object.entries(body)) {
    const type = writable[key];
    if (type === undefined) {
      if (choices.unknownInPatch === 'refused') throw invalid(`${key} cannot be updated`);
      continue;
    }
    if (value === null) {
      if (type.endsWith('?') || choices.nullInPatch === 'clears') patch[key] = null;
      else if (choices.nullInPatch === 'refused') throw invalid(`${key} must not be null`);
      continue;
    }
    const cell = readCell(key, value, type, choices);
    if (cell !== undefined) patch[key] = cell;
  }
  return patch;
}

function readCell(key: string, value: unknown, type: string, choices: Choices): Cell | undefined {
  switch (type.replace('?', '')) {
    case 'number':
      if (typeof value === 'number') return value;
      if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
        return Number(value);
      throw badRequest(`${key} must be a number`);
    case 'flag':
      if (typeof value === 'boolean' || value === 0 || value === 1) return Number(value);
      throw badRequest(`${key} must be a boolean`);
    default: {
      if (typeof value !== 'string') throw badRequest(`${key} must be a string`);
      const text = choices.trim ? value.trim() : value;
      if (text !== '' || choices.emptyInPatch === 'stored') return text;
      return choices.emptyInPatch === 'clears' ? null : undefined;
    }
  }
}
