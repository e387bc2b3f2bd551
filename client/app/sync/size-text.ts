/** Bytes as a person reads them, by thousands as storage is sold: `0 KB`, `640 KB`, `3.4 MB`, `1.2 GB`. */
export function sizeText(bytes: number): string {
  const units = ['KB', 'MB', 'GB'] as const;
  let [amount, unit] = [bytes / 1_000, 0];
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1_000;
    unit++;
  }
  const digits = unit > 0 && amount < 99.95 && !Number.isInteger(amount) ? 1 : 0;
  const shown = bytes > 0 && unit === 0 ? Math.max(1, amount) : amount;
  return `${shown.toLocaleString('en-GB', { maximumFractionDigits: digits })} ${units[unit] ?? 'GB'}`;
}
