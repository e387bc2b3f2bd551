/** `pnpm tables`: writes what docs/ has of the code's tables. */
import { writeFile } from 'node:fs/promises';
import { generatedTables, pageWith, pathOf } from './generated-tables.ts';

for (const table of generatedTables) {
  const { is, should } = await pageWith(table);
  if (is === should) continue;
  await writeFile(pathOf(table), should);
  process.stdout.write(`${table.file}: ${table.name}\n`);
}
