/** Why a file is no backup that can be restored: a closed list, for a person. */

export type BackupFault =
  | { readonly kind: 'not-there' }
  | { readonly kind: 'a-folder' }
  /** It, or the place beside it where it is restored to be checked, cannot be used. */
  | { readonly kind: 'unusable'; readonly at: string; readonly code: string }
  | { readonly kind: 'not-a-backup' }
  /** A newer version of Solder wrote it, in a format or with tables that this one does not know. */
  | { readonly kind: 'newer'; readonly solder: string }
  | { readonly kind: 'cut-short'; readonly part: string }
  /** A part is not as it was written. */
  | { readonly kind: 'damaged'; readonly part: string };

export class BadBackup extends Error {
  override readonly name = 'BadBackup';
  readonly fault: BackupFault;

  constructor(fault: BackupFault) {
    super(describeBackupFault(fault));
    this.fault = fault;
  }
}

/** For what the system says of a path. */
export const unusable = (at: string, error: unknown): BadBackup => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new BadBackup({ kind: 'not-there' });
  return new BadBackup(code === 'EISDIR' ? { kind: 'a-folder' } : { kind: 'unusable', at, code });
};

export function describeBackupFault(fault: BackupFault): string {
  switch (fault.kind) {
    case 'not-there':
      return 'there is no such file.';
    case 'a-folder':
      return 'it is a folder. Name the file of a backup.';
    case 'unusable':
      return `${fault.at} cannot be used (${fault.code}).`;
    case 'not-a-backup':
      return 'it is no backup of Solder.';
    case 'newer':
      return `it was written by a newer Solder (${fault.solder}). Restore it with that version.`;
    case 'cut-short':
      return `it is cut short in ${fault.part}.`;
    case 'damaged':
      return `its part ${fault.part} is damaged. Take another backup.`;
    default:
      return fault satisfies never;
  }
}
