/** The dashboard as a whole: signed in or not, where somebody is, and how the line to the relay is. */
import { Button } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { Time } from '../../shared/lib/time.ts';
import { ConnectionsPage } from './connections-page.tsx';
import { Frame } from './frame.tsx';
import { NowPage } from './now-page.tsx';
import type { OperatorApi } from './operator-api.ts';
import { RecordsPage } from './records-page.tsx';
import { ShopsPage } from './shops-page.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { usePlace } from './use-place.ts';
import { useWatch } from './use-watch.ts';

interface OperatorProps {
  readonly api: OperatorApi;
  readonly time: Time;
  readonly signedIn: boolean;
  /** Why the link was no way in. */
  readonly refused: string | undefined;
  /** Forgets the token. */
  readonly leave: () => void;
}

export function Operator({ api, time, signedIn, refused, leave }: OperatorProps) {
  const [left, setLeft] = useState<string>();
  const out = useCallback(
    (why: string): void => {
      leave();
      setLeft(why);
    },
    [leave],
  );
  if (!signedIn || left !== undefined) return <SignInPage why={left ?? refused} />;
  return <SignedIn api={api} time={time} out={out} />;
}

interface SignedInProps {
  readonly api: OperatorApi;
  readonly time: Time;
  readonly out: (why: string) => void;
}

function SignedIn({ api, time, out }: SignedInProps) {
  const place = usePlace();
  const { watched, countFromNow } = useWatch(api, time);
  const isOut = watched.line.state === 'signed-out';
  useEffect(() => {
    if (isOut) out('Your sign-in here is over.');
  }, [isOut, out]);
  const both = { api, time, line: watched.line, out };
  return (
    <Frame
      place={place}
      watched={watched}
      time={time}
      api={api}
      out={out}
      leave={
        <Button variant="subtle" color="gray" onClick={() => out('You signed out.')}>
          Sign out
        </Button>
      }
    >
      {place.page === 'now' && <NowPage watched={watched} countFromNow={countFromNow} />}
      {place.page === 'connections' && <ConnectionsPage {...both} shop={place.shop} user={place.user} />}
      {place.page === 'shops' && <ShopsPage {...both} />}
      {place.page === 'records' && <RecordsPage {...both} shop={place.shop} record={place.record} />}
    </Frame>
  );
}
