/** Leads to the identity provider's page, or says why it cannot. */
import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { beginAtProvider, describeCameBack } from './provider-api.ts';
import type { TabShelf } from './sessions.ts';

interface ProviderButtonProps {
  /** The path of this page to come back to. */
  readonly to: string;
  readonly tab: TabShelf;
  readonly label: string;
}

export function ProviderButton({ to, tab, label }: ProviderButtonProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const go = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    const begun = await beginAtProvider(tab, to);
    if (begun.as === 'begun') return window.location.assign(begun.address);
    setBusy(false);
    setProblem(describeCameBack(begun.why));
  };
  return (
    <>
      {problem !== '' && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <Button size="md" loading={busy} onClick={() => void go()}>
        {label}
      </Button>
    </>
  );
}
