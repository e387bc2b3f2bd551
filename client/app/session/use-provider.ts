import { useEffect, useState } from 'react';
import { providerName } from './provider-api.ts';

/** What the identity provider is called that signs people in here; undefined where passwords do, and until that is known. */
export function useProvider(): string | undefined {
  const [provider, setProvider] = useState<string>();
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const name = await providerName();
      if (!gone) setProvider(name);
    };
    void ask();
    return () => {
      gone = true;
    };
  }, []);
  return provider;
}
