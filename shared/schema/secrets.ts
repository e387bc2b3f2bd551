/** Who may do what with a secret of a record, and when it is over (section SECRET of docs/SPEC.md). The one judge of it, for relay and app alike. */
import type { Kind, Role, Secret } from './field.ts';

export const maySetSecret = (role: Role, secret: Secret): boolean => secret.write.includes(role);
export const mayRevealSecret = (role: Role, secret: Secret): boolean => secret.reveal.includes(role);

/** Whether a record for which its register shows this is done with the secret. */
export const isOver = ({ until }: Secret, shown: unknown): boolean =>
  typeof shown === 'string' && until.values.includes(shown);

/** The secrets that a record has no use for any more when its fields show these. */
export const secretsOver = (kind: Kind, shown: (field: string) => unknown): readonly string[] =>
  [...kind.secrets].filter(([, secret]) => isOver(secret, shown(secret.until.field))).map(([name]) => name);

/** Longest reason for looking, in UTF-16 units. */
export const maxReason = 200;
