/** Money is whole minor units everywhere; here it becomes what a person types and reads. */

const currency = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

/** `£1,234.50` for 123450. */
export const showMoney = (minor: number): string => currency.format(minor / 100);

/** `1234.50` for 123450: what an input starts from. */
export function editMoney(minor: number): string {
  const whole = Math.abs(minor);
  return `${minor < 0 ? '-' : ''}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}

/** Reads `£1,234.50`, `1234.5` or `12`; never through a fraction, which cannot hold every penny. */
export function parseMoney(text: string): number | undefined {
  const bare = text.replaceAll(/[£\s]/g, '').replace('−', '-');
  const found = /^(-?)(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2}))?$/.exec(bare);
  if (!found) return undefined;
  const [, sign, whole = '', pence = ''] = found;
  const minor = Number(whole.replaceAll(',', '')) * 100 + Number(pence.padEnd(2, '0'));
  return sign === '-' && minor !== 0 ? -minor : minor;
}
