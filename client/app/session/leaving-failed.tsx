/** Where somebody signed out, and what takes their data from the device could not be loaded (rule OUT-3). */
import { Button } from '@mantine/core';

export function LeavingFailed({ again }: { readonly again: () => void }) {
  return (
    <div role="alert" className="pad">
      <p>
        Signing out is not finished: a part of Solder could not be loaded, so that what is on this device of
        whoever signed out is here still. It goes when you try again, or at the next start.
      </p>
      <Button onClick={again}>Try again</Button>
    </div>
  );
}
