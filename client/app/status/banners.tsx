/** What a person must know without looking for it: storage that fails, edits that came back, a sign-in that ended. */
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { describeProblem, describeStorage } from './describe-status.ts';
import { describeRefusal } from './describe-refusal.ts';
import { useRefused, useStatus } from './use-status.ts';

export function Banners({ signInAgain }: { signInAgain: () => void }) {
  const { replica } = useDevice();
  const status = useStatus();
  const refused = useRefused();
  return (
    <>
      {status.storage && (
        <p
          className="banner bad"
          role="alert"
          data-testid="storage-problem"
          data-problem={status.storage.kind}
        >
          {describeStorage(status.storage)}
        </p>
      )}
      {status.state === 'error' && (
        <p className="banner bad" role="alert">
          {describeProblem(status.problem)}{' '}
          {status.problem.kind === 'unauthorized' && (
            <button type="button" onClick={signInAgain}>
              Sign in again
            </button>
          )}
        </p>
      )}
      {refused.length > 0 && (
        <section className="banner warn" aria-label="Refused edits" data-testid="refused">
          <h2>{refused.length === 1 ? 'One edit came back' : `${refused.length} edits came back`}</h2>
          <ul className="plain">
            {refused.map((edit) => {
              const kind = kinds.get(edit.name.kind);
              const label = kind?.fields.get(edit.field)?.label ?? edit.field;
              const row = replica.row(edit.name);
              return (
                <li key={`${edit.name.kind}/${edit.name.id}/${edit.field}/${edit.rule}/${edit.at}`}>
                  <Link href={recordPath(replica.shop, edit.name)}>
                    {kind && row ? titleOf(kind, row) : edit.name.id}
                  </Link>
                  : {label}. {describeRefusal(edit.rule)}{' '}
                  <button type="button" onClick={() => replica.dismissRefused(edit)}>
                    Understood
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}
