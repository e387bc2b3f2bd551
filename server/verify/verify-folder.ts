/** All of a data folder, or of what a backup was unpacked into: the store, the photos, the keys. Only reads (section VERIFY). */
import path from 'node:path';
import { NodeDisk } from '../files/node-disk.ts';
import type { SecretKeys } from '../secrets/secret-keys.ts';
import { openForReading } from '../store/open-for-reading.ts';
import type { Connection } from '../store/connection.ts';
import type { Finding } from './finding.ts';
import { verifyFiles, type FilesChecked } from './verify-files.ts';
import { verifyStore, type Checked, type NamedFile } from './verify-store.ts';

export interface VerifyReport extends Checked, FilesChecked {
  readonly findings: readonly Finding[];
}

export interface VerifyFolderOptions {
  readonly data: string;
  /** The keys of passcodes; absent where they are not to be compared. */
  readonly keys?: Pick<SecretKeys, 'withId'>;
  /** Called now and then with what was checked so far. */
  readonly tell?: (checked: Readonly<Checked & FilesChecked>) => void;
}

const turnEvery = 1_000;
const toldEvery = 10_000;

/** @throws StoreUnavailable when the store cannot be opened at all */
export async function verifyFolder({ data, keys, tell }: VerifyFolderOptions): Promise<VerifyReport> {
  const findings: Finding[] = [];
  const named: NamedFile[] = [];
  const checked = { shops: 0, documents: 0, entries: 0, bytes: 0, files: 0, fileBytes: 0 };
  const found = (finding: Finding): void => void findings.push(finding);
  const connection = openForReading(data);
  try {
    const steps = verifyStore({ connection, found, named: (file) => void named.push(file), checked });
    while (!steps.next().done) {
      if (checked.documents % turnEvery === 0 && checked.documents > 0) {
        if (checked.documents % toldEvery === 0) tell?.(checked);
        // Whoever is in the same process has their turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    if (keys) for (const finding of keysMissing(connection, keys)) found(finding);
  } finally {
    connection.close();
  }
  await verifyFiles({ disk: new NodeDisk(path.join(data, 'files')), named, found, checked });
  return { ...checked, findings };
}

const keysMissing = (connection: Connection, keys: Pick<SecretKeys, 'withId'>): readonly Finding[] =>
  connection
    .all<{ key: string; secrets: number }>('SELECT key, count(*) AS secrets FROM secrets GROUP BY key')
    .filter(({ key }) => !keys.withId(key))
    .map((line) => ({ what: 'no-key', ...line }));
