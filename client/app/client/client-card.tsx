/** Whom a record is for, and how to reach them: by its own reference, or by that of its order. */
import { IconMail, IconPhone } from '@tabler/icons-react';
import { RecordLink } from '../fields/record-link.tsx';
import { useRecordPlace } from '../record/record-context.ts';
import { useRow } from '../use-row.ts';
import classes from './client.module.css';
import { mailHref, phoneHref } from './reach.ts';

export function ClientCard() {
  const { entity } = useRecordPlace().open;
  const own = entity.kind.fields.has('client') ? entity.get('client') : null;
  const order = useRow('order', entity.kind.fields.has('order') ? entity.get('order') : null);
  const client = own ?? order?.fields['client'] ?? null;
  const row = useRow('client', client);
  if (typeof client !== 'string')
    return entity.kind.fields.has('client') ? null : <p className="quiet small">No client yet.</p>;
  const { phone, email, company, name } = row?.fields ?? {};
  return (
    <div className={classes.card} data-testid="client-card">
      {/* Where the record has a client of its own, its field says who it is. */}
      {own === null && <RecordLink kindName="client" id={client} />}
      {typeof company === 'string' && company !== name && <div className="quiet small">{company}</div>}
      <div className={classes.reach}>
        {typeof phone === 'string' && phone !== '' && (
          <a href={phoneHref(phone)}>
            <IconPhone size={16} aria-hidden="true" />
            {phone}
          </a>
        )}
        {typeof email === 'string' && email !== '' && (
          <a href={mailHref(email)}>
            <IconMail size={16} aria-hidden="true" />
            {email}
          </a>
        )}
      </div>
    </div>
  );
}
