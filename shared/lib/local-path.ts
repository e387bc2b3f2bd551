/** Where a page goes on after a sign-in: a path of its own, in the letters of an address, and nobody else's address (rules OIDC-8, OIDC-11). */

/** In a cookie that holds more than it there are 4 KB. */
const longest = 1_000;

/** The beginning for what is no such path. */
export const localPath = (asked: string | null | undefined): string =>
  asked && asked.length <= longest && /^\/(?![/\\])[!-[\]-~]*$/.test(asked) ? asked : '/';
