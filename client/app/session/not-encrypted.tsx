/** Says, where an address is not encrypted, why nobody stays signed in on it. */
import { Alert } from '@mantine/core';

export function NotEncrypted() {
  if (window.isSecureContext) return null;
  return (
    <Alert color="yellow">
      This address is not encrypted, and a browser keeps nobody signed in on it. Ask for one that begins with
      https.
    </Alert>
  );
}
