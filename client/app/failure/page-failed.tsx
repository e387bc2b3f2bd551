/** In the place of a page that could not be shown; the frame around it goes on, and so does every other page (rule APP-20). */
import { Button } from '@mantine/core';
import { useDevice } from '../device.ts';
import type { FailureProps } from './boundary.tsx';
import { describeFailure } from './describe-failure.ts';
import { Failed } from './failed.tsx';
import { SaveButton } from './save-button.tsx';

export function PageFailed({ error, again }: FailureProps) {
  const { drafts } = useDevice();
  return (
    <Failed words={describeFailure(error)}>
      <Button onClick={again}>Load again</Button>
      <Button
        variant="default"
        onClick={() => {
          drafts.commitAll();
          window.location.reload();
        }}
      >
        Load all of Solder anew
      </Button>
    </Failed>
  );
}

/** In the place of a whole shop: also what is unsent can be saved from here. */
export function ShopFailed({ error }: FailureProps) {
  return (
    <Failed words={describeFailure(error)}>
      <Button onClick={() => window.location.reload()}>Load again</Button>
      <SaveButton />
    </Failed>
  );
}

/** In the place of everything, where nobody's shop is open. */
export function AllFailed({ error }: FailureProps) {
  return (
    <Failed words={describeFailure(error)}>
      <Button onClick={() => window.location.reload()}>Load again</Button>
    </Failed>
  );
}

/** In the place of a bar or a dialogue. */
export function BarFailed({ again }: FailureProps) {
  return (
    <p role="alert" className="pad" data-testid="bar-failed">
      This part of the page could not be loaded.{' '}
      <Button size="compact-sm" variant="default" onClick={again}>
        Load again
      </Button>
    </p>
  );
}
