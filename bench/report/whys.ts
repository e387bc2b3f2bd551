/** Of targets that were not met in the last run: how far it is, and what the profile says. By the target's own words. */
export const whys: Readonly<Record<string, string>> = {};
