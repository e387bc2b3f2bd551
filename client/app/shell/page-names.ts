/** The pages that are no list of records, by their place in the address. No kind of record may be called like one. */

export const pageNames = ['board', 'calendar', 'check-in', 'labels', 'reviews', 'sync', 'team'] as const;

export type PageName = (typeof pageNames)[number];

export const isPageName = (text: string): text is PageName => (pageNames as readonly string[]).includes(text);
