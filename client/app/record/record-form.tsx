/** A record that is open: who may write what in it, who is in it, and its sections in two columns where there is room. */
import { entityKey } from '../../../shared/lib/ids.ts';
import type { Kind, Value } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { Notice, useNotice } from '../parts/notice.tsx';
import { layouts } from './layouts/layouts.ts';
import { planOf } from './layouts/plan-of.ts';
import { useBeginning } from './new-record.ts';
import { RecordContext } from './record-context.ts';
import { RecordHeader } from './record-header.tsx';
import classes from './record.module.css';
import { RelatedRecords } from './related-records.tsx';
import { RecordSection } from './record-section.tsx';
import { usePlace } from './use-place.ts';

interface FormProps {
  readonly open: OpenRecord;
  readonly kind: Kind;
  /** What it begins with, as long as it is only an address. */
  readonly begins: Readonly<Record<string, Value>> | undefined;
}

export function RecordForm({ open, kind, begins }: FormProps) {
  const { replica } = useDevice();
  const { told, tell } = useNotice();
  const { place, people, onKeyDown } = usePlace(open, tell);
  useBeginning(open, begins, replica);
  const plan = planOf(kind, layouts.get(kind.name));
  const sections = (side: boolean) =>
    plan
      .filter((section) => (section.side ?? false) === side)
      .map((section) => <RecordSection key={section.title} section={section} />);
  return (
    <RecordContext value={place}>
      <article
        className={classes.record}
        data-testid="record"
        data-kind={kind.name}
        data-key={entityKey(open.name)}
        data-live={open.live}
        onKeyDown={onKeyDown}
      >
        <RecordHeader kind={kind} people={people} begins={begins} />
        <div className={classes.columns}>
          <div className={classes.main}>{sections(false)}</div>
          <div className={classes.side}>
            {sections(true)}
            {!begins && <RelatedRecords kind={kind} id={open.name.id} />}
          </div>
        </div>
        <Notice told={told} close={() => tell(undefined)} />
      </article>
    </RecordContext>
  );
}
