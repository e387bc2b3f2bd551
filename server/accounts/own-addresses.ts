/** Names that no new shop gets: its page would have the address of something else. */
const own: readonly string[] = [
  'api',
  'sync',
  'health',
  'ready',
  'metrics',
  'operator',
  'assets',
  'invite',
  'signed-in',
];

export const isOwnAddress = (shop: string): boolean => own.includes(shop);
