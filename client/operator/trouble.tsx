/** Why what is shown is not newer, or not there. */
import { Alert } from '@mantine/core';

export function Trouble({ says }: { readonly says: string | undefined }) {
  if (says === undefined) return null;
  return (
    <Alert color="red" role="alert" mb="md">
      {says}
    </Alert>
  );
}
