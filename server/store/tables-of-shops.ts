/**
 * Which tables have rows of a shop, and by which column: its own, or the record's that they are of. Asked of the file itself, so that
 * no table that is added later is left out.
 */
export interface TableOfShops {
  readonly name: string;
  readonly column: string;
  readonly parent: 'documents' | 'shops';
}

export const tablesOfShops = `
  SELECT t.name, f."from" AS "column", f."table" AS parent
  FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f
  WHERE t.type = 'table' AND f."table" IN ('documents', 'shops')`;
