/**
 * One telephone number in the forms in which it is dialled and typed: +44 7700 900123, 0044 7700 900123, (0)7700 900123 and
 * 07700 900123 are the same. Numbers without a country are taken to be of the shop's own.
 */

/** The shop's own country. */
const country = '44';

/** The digits of a number as others may write them; those after a part that is no digit are the same number's. */
export function phoneForms(text: string): readonly string[] {
  const trimmed = text.trim();
  const digits = trimmed.replaceAll(/\D/g, '');
  const international = trimmed.startsWith('+') || digits.startsWith('00');
  const bare = digits.replace(/^00/, '');
  if (international && !bare.startsWith(country)) return digits === '' ? [] : [bare];
  const own = international || (bare.startsWith(country) && bare.length >= 11);
  const national = (own ? bare.slice(country.length) : bare).replace(/^0/, '');
  if (national === '') return digits === '' ? [] : [digits];
  // Seven digits without a zero before them are a number of the same town.
  if (!own && !digits.startsWith('0')) return [digits];
  return [country + national, `0${national}`];
}

/** What typed digits, perhaps not all of them yet, may be a part of. The first is as typed. */
export function typedForms(digits: string): readonly string[] {
  const forms = [digits];
  const bare = digits.replace(/^00(?=\d{4})/, '');
  if (bare !== digits) forms.push(bare);
  if (bare.startsWith(`${country}0`)) forms.push(country + bare.slice(country.length + 1));
  // Of another country, or written without its zero.
  if (/^0\d{4}/.test(digits)) forms.push(bare.replace(/^0/, ''));
  return forms.filter((form, index) => form.length > 1 && forms.indexOf(form) === index);
}
