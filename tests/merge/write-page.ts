/** Writes docs/merge.md anew from the cases. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mergeCases } from './cases.ts';
import { mergePage, pictures } from './page.ts';

await writeFile(
  path.join(import.meta.dirname, '..', '..', 'docs', 'merge.md'),
  mergePage(mergeCases, pictures),
);
