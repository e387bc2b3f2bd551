/** Saves what is unsent as a file where nothing else of the page works (rule EXPORT-1). */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useDevice } from '../device.ts';
import { saveUnsent } from '../sync/save-unsent.ts';

export function SaveButton() {
  const device = useDevice();
  const [said, say] = useState('');
  const save = async (): Promise<void> => {
    // What is being typed belongs to it, as far as it is a value.
    device.drafts.commitAll();
    try {
      await saveUnsent(device);
      say('Saved');
    } catch {
      say('The file could not be written');
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => void save()}>
        Save what is unsent to a file
      </Button>
      <output>{said}</output>
    </>
  );
}
