/** From card to card with the arrow keys: up and down in a column, left and right to the next column that has any. */

/** `columns` are the cards' ids as they are shown; answers where the key leads, undefined where it leads nowhere. */
export function walk(columns: readonly (readonly string[])[], from: string, key: string): string | undefined {
  const column = columns.findIndex((ids) => ids.includes(from));
  const ids = columns[column];
  if (!ids) return undefined;
  const index = ids.indexOf(from);
  switch (key) {
    case 'ArrowUp':
      return ids[index - 1];
    case 'ArrowDown':
      return ids[index + 1];
    case 'Home':
      return index === 0 ? undefined : ids[0];
    case 'End':
      return index === ids.length - 1 ? undefined : ids.at(-1);
    case 'ArrowLeft':
      return beside(columns.slice(0, column).toReversed(), index);
    case 'ArrowRight':
      return beside(columns.slice(column + 1), index);
    default:
      return undefined;
  }
}

/** In the first column that has cards, the one at the same height, else its last. */
function beside(columns: readonly (readonly string[])[], index: number): string | undefined {
  const ids = columns.find(({ length }) => length > 0);
  return ids?.[index] ?? ids?.at(-1);
}
