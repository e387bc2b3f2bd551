/** For an address that is none of this shop, or not for this person's role. */
import { Button } from '@mantine/core';
import { useDevice } from '../device.ts';
import { Empty } from '../parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useHere } from '../people/use-people.ts';
import { pagePath } from '../route.ts';
import { followLink } from './follow-link.ts';

export function NoSuchPage() {
  useHere(undefined, '');
  const { replica } = useDevice();
  return (
    <main className="pad">
      <PageHead title="Nothing is here" />
      <Empty
        title="There is no such page"
        action={
          <Button component="a" href={pagePath(replica.shop, 'board')} onClick={followLink}>
            Go to the bench
          </Button>
        }
      >
        The address may have a mistake in it, or lead to what your role does not see.
      </Empty>
    </main>
  );
}
