/** How texts of settings are read: undefined is one that cannot be. */

export function readNumber(text: string, least: number, most: number): number | undefined {
  if (!/^(0|[1-9]\d{0,8})$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}

/** Parts with commas between them, all of which `isLegal`; none for an empty text. */
export function readList(text: string, isLegal: (part: string) => boolean): readonly string[] | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.every((part) => isLegal(part)) ? parts : undefined;
}
