/** For tests: keys in memory, which are never written down. */
import { SecretKeys } from './secret-keys.ts';

export const testKeys = (): SecretKeys =>
  new SecretKeys('/nowhere/secrets.keys', [{ id: '00000001', bytes: new Uint8Array(32).fill(7) }]);
