/** What a person must know without looking for it: storage that fails, edits that came back, a sign-in that ended, no network. */
import { Button } from '@mantine/core';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { RefusedEdit } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { tellLost } from '../record/tell-erased.ts';
import { pagePath, recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { inWords } from '../words.ts';
import { AnsweredBanner } from './answered-banner.tsx';
import classes from './banner.module.css';
import { describeRefusal } from './describe-refusal.ts';
import { describeProblem, describeStorage } from './describe-status.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { TooOldBanner } from './too-old-banner.tsx';
import { useRefused, useStatus } from './use-status.ts';

export function Banners({ signInAgain }: { signInAgain: () => void }) {
  const status = useStatus();
  return (
    <>
      {status.storage && (
        <p
          className={classes.banner}
          data-tone="bad"
          role="alert"
          data-testid="storage-problem"
          data-problem={status.storage.kind}
        >
          {describeStorage(status.storage)}
        </p>
      )}
      {status.state === 'error' && status.problem.kind === 'upgrade-required' && <TooOldBanner />}
      {status.state === 'error' && status.problem.kind !== 'upgrade-required' && (
        <div className={classes.banner} data-tone="bad" role="alert">
          <span className="grow">{describeProblem(status.problem)}</span>
          {status.problem.kind === 'unauthorized' && (
            <Button size="compact-sm" variant="default" onClick={signInAgain}>
              Sign in again
            </Button>
          )}
        </div>
      )}
      <OfflineBanner />
      <RefusedBanner />
      <AnsweredBanner />
    </>
  );
}

function RefusedBanner() {
  const { replica } = useDevice();
  const refused = useRefused();
  if (refused.length === 0) return null;
  return (
    <section className={classes.banner} aria-label="Refused edits" data-testid="refused">
      <h2>{refused.length === 1 ? 'One edit came back' : `${refused.length} edits came back`}</h2>
      <Link className="record-link" href={pagePath(replica.shop, 'reviews')}>
        See what it said, and decide
      </Link>
      <ul className={classes.refused}>
        {refused.map((edit) => {
          const kind = kinds.get(edit.name.kind);
          return (
            <li key={`${edit.name.kind}/${edit.name.id}/${edit.field}/${edit.rule}/${edit.at}`}>
              <span className="grow">{edit.rule === 'erased' ? tellLost(kind) : <Told edit={edit} />}</span>
              <Button size="compact-sm" variant="default" onClick={() => replica.dismissRefused(edit)}>
                Understood
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Told({ edit: { name, field, rule } }: { edit: RefusedEdit }) {
  const { replica } = useDevice();
  const kind = kinds.get(name.kind);
  const label = kind?.fields.get(field)?.label ?? inWords(field || 'The whole edit');
  const row = replica.row(name);
  return (
    <>
      <Link className="record-link" href={recordPath(replica.shop, name)}>
        {kind ? titleOf(kind, row ?? { id: name.id, fields: {} }, replica) : name.id}
      </Link>
      : {label}. {describeRefusal(rule)}
    </>
  );
}
