/** Addresses that ring or write to somebody, made from what a person typed. */

/** Spaces, brackets and dashes are for eyes; letters and `;` would be another thing than a number. */
export const phoneHref = (phone: string): string => `tel:${phone.replaceAll(/[^\d+*#,]/g, '')}`;

export const mailHref = (email: string): string =>
  `mailto:${encodeURIComponent(email.trim()).replaceAll('%40', '@')}`;
