/** What was agreed about the order as a whole, beside all that is handed in, to be read out to the client. */
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { must } from '../../../shared/lib/assert.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { Role } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { deviceShelf } from '../drafts/device-shelf.ts';
import { noteLocation } from '../locations/usual-location.ts';
import { useLocations } from '../locations/use-locations.ts';
import { inWords } from '../words.ts';
import { deviceTitle, type CheckIn } from './check-in.ts';
import classes from './check-in.module.css';
import { errorOf, type StepProps } from './step-props.ts';

const order = must(kinds.get('order'), 'no orders');

export function SummaryStep({ checkIn, change, problems }: StepProps) {
  const set = (changes: Partial<CheckIn>): void => change(() => changes);
  const { replica } = useDevice();
  const locations = useLocations();
  const may = (field: string): boolean =>
    mayWrite({ author: replica.user.id, role: replica.user.role as Role }, order.fields.get(field));
  const text = (name: 'location' | 'authorisedLimit' | 'deposit', label: string, hint?: string) => (
    <TextInput
      label={label}
      description={hint}
      inputMode={name === 'location' ? 'text' : 'decimal'}
      leftSection={name === 'location' ? undefined : <span aria-hidden="true">£</span>}
      autoComplete="off"
      value={checkIn[name]}
      error={errorOf(problems, name)}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <Overview checkIn={checkIn} />
      <div className={classes.grid}>
        <TextInput
          label="Ready by"
          type="date"
          value={checkIn.readyBy}
          error={errorOf(problems, 'readyBy')}
          onChange={(event) => set({ readyBy: event.currentTarget.value })}
        />
        {locations.all.length === 0 ? (
          text('location', 'Location')
        ) : (
          <LocationChoice value={checkIn.location} choose={(location) => set({ location })} />
        )}
        <NativeSelect
          label="Handed in by"
          data={['walk_in', 'collection', 'mail_in', 'courier'].map((value) => ({
            value,
            label: inWords(value),
          }))}
          value={checkIn.intake}
          onChange={(event) => set({ intake: event.currentTarget.value })}
        />
        {may('authorisedLimit') && text('authorisedLimit', 'May be spent without asking')}
        {may('payments') && text('deposit', 'Deposit taken now')}
        {may('payments') && checkIn.deposit.trim() !== '' && (
          <NativeSelect
            label="Deposit paid by"
            data={['card', 'cash', 'transfer'].map((value) => ({ value, label: inWords(value) }))}
            value={checkIn.depositMethod}
            onChange={(event) => set({ depositMethod: event.currentTarget.value })}
          />
        )}
        <Textarea
          className={classes.wide ?? ''}
          label="Notes for the shop"
          autosize
          minRows={2}
          value={checkIn.notes}
          onChange={(event) => set({ notes: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

/** One of the shop's; what is chosen here is what the next check-in on this device begins with. */
function LocationChoice({
  value,
  choose,
}: {
  readonly value: string;
  readonly choose: (location: string) => void;
}) {
  const { replica } = useDevice();
  const locations = useLocations();
  const known = locations.all.some(({ id }) => id === value);
  return (
    <NativeSelect
      label="Location"
      value={value}
      data={[
        { value: '', label: '–' },
        ...(value !== '' && !known ? [{ value, label: value }] : []),
        ...locations.all.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        noteLocation(
          deviceShelf(() => window.localStorage),
          replica.shop,
          chosen,
        );
        choose(chosen);
      }}
    />
  );
}

function Overview({ checkIn: { client, devices } }: { checkIn: CheckIn }) {
  return (
    <div className={classes.overview}>
      <p>
        <strong>{client.name || client.company}</strong>{' '}
        <span className="quiet">{[client.phone, client.email].filter(Boolean).join(' · ')}</span>
      </p>
      <ul>
        {devices.map((device) => (
          <li key={device.id}>
            <strong>{deviceTitle(device)}</strong>
            {device.issue.trim() !== '' && <span>: {device.issue.trim()}</span>}
            {device.accessories.length > 0 && (
              <span className="quiet"> · with {device.accessories.join(', ').toLowerCase()}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
