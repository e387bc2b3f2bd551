/** Finds real material that is not part of the project: `../shared`, or wherever `SOLDER_SHARED` points. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = process.env['SOLDER_SHARED'] ?? path.join(import.meta.dirname, '../../../shared');

/** The path of a file of the shared material, or undefined where it is missing. */
export function sharedFile(name: string): string | undefined {
  const file = path.join(root, name);
  return existsSync(file) ? file : undefined;
}
