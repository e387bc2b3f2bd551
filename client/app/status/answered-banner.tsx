/** Tells the author of edits that were sent back, on whatever page, that somebody decided about them (rule QUAR-9). */
import { Button } from '@mantine/core';
import { useDevice } from '../device.ts';
import { pagePath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { counted } from '../words.ts';
import classes from './banner.module.css';
import { useAnswered } from './use-status.ts';

export function AnsweredBanner() {
  const { replica } = useDevice();
  const answered = useAnswered();
  if (answered.length === 0) return null;
  return (
    <div className={classes.banner} data-tone="calm" role="status" data-testid="answered-banner">
      <span className="grow">
        Somebody decided about {counted(answered.length, 'edit')} of yours that{' '}
        {answered.length === 1 ? 'was' : 'were'} sent back.{' '}
        <Link className="record-link" href={pagePath(replica.shop, 'reviews')}>
          See how
        </Link>
      </span>
      <Button size="compact-sm" variant="default" onClick={() => replica.dismissAnswered()}>
        Understood
      </Button>
    </div>
  );
}
