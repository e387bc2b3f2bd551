/** The dialect that a server speaks, for one document. */
import { never } from '../../shared/lib/assert.ts';
import type { Dialect, DialectName } from './dialect.ts';
import { HocuspocusDialect } from './hocuspocus-dialect.ts';
import { PlainDialect } from './plain-dialect.ts';
import { SolderDialect } from './solder-dialect.ts';

export interface Spoken {
  readonly dialect: DialectName;
  readonly url: string;
  /** For those that ask for one. */
  readonly token: string;
}

export function dialectOf({ dialect, url, token }: Spoken, name: string, client: number): Dialect {
  switch (dialect) {
    case 'solder':
      return new SolderDialect(url, token, name, client);
    case 'hocuspocus':
      return new HocuspocusDialect(url, name);
    case 'plain':
    case 'forward':
      return new PlainDialect(url, name, dialect === 'forward');
    default:
      return never(dialect, 'a dialect that is known');
  }
}
