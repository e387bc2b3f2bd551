/** One device as it lies on the counter: what it is, what is wrong, what came with it. */
import { Autocomplete, NativeSelect, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { must } from '../../../shared/lib/assert.ts';
import type { FileId, KindName } from '../../../shared/lib/ids.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { PhotoStrip } from '../photos/photo-strip.tsx';
import { inWords } from '../words.ts';
import type { CheckInDevice } from './check-in.ts';
import classes from './check-in.module.css';
import { PasscodeAtHand } from './passcode-at-hand.tsx';
import { useCheckInPasscodes } from './use-check-in-passcodes.ts';
import { wordsUsed } from './words-used.ts';

interface DeviceFormProps {
  readonly device: CheckInDevice;
  readonly change: (to: (was: CheckInDevice) => Partial<CheckInDevice>) => void;
  readonly addPhoto: (photo: FileId) => void;
  readonly error: (input: string) => string | null;
}

export function DeviceForm({ device, change, addPhoto, error }: DeviceFormProps) {
  const set = (changes: Partial<CheckInDevice>): void => change(() => changes);
  const { replica } = useDevice();
  const passcodes = useCheckInPasscodes();
  // What this shop has had before is the best guess of what comes in next; read once, it need not follow every edit.
  const used = useMemo(() => wordsUsed(replica, ['type', 'brand', 'model', 'colour', 'storage']), [replica]);
  const suggested = (name: 'type' | 'brand' | 'model' | 'colour' | 'storage', label: string) => (
    <Autocomplete
      label={label}
      data={used[name] ?? []}
      limit={8}
      value={device[name]}
      error={error(name)}
      onChange={(value) => set({ [name]: value })}
    />
  );
  const plain = (name: 'serial' | 'imei', label: string) => (
    <TextInput
      label={label}
      autoComplete="off"
      inputMode={name === 'imei' ? 'numeric' : 'text'}
      value={device[name]}
      error={error(name)}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
  const chosen = (name: string, value: string): void => {
    set({ [name]: value });
    // What was typed as a PIN is no pattern.
    if (name === 'passcodeKind') passcodes.type(device.id, '');
  };
  const choice = (name: 'grade' | 'passcodeKind' | 'priority', label: string, none?: string) => (
    <NativeSelect
      label={label}
      data={[...(none ? [{ value: '', label: none }] : []), ...choicesOf(name)]}
      value={device[name]}
      onChange={(event) => chosen(name, event.currentTarget.value)}
    />
  );
  return (
    <div className={classes.grid}>
      {suggested('type', 'Type')}
      {suggested('brand', 'Brand')}
      {suggested('model', 'Model')}
      <Textarea
        className={classes.wide ?? ''}
        label="What is wrong with it"
        description="In the client’s words"
        autosize
        minRows={2}
        value={device.issue}
        error={error('issue')}
        onChange={(event) => set({ issue: event.currentTarget.value })}
      />
      {plain('imei', 'IMEI')}
      {plain('serial', 'Serial number')}
      {suggested('colour', 'Colour')}
      {suggested('storage', 'Storage')}
      {choice('grade', 'Condition', 'Not looked at')}
      {choice('passcodeKind', 'Kind of passcode')}
      {choice('priority', 'Priority')}
      <PasscodeAtHand device={device} />
      <TagsInput
        className={classes.wide ?? ''}
        label="Handed in with it"
        placeholder="Charger, case, box…"
        data={['Charger', 'Cable', 'Case', 'Box', 'SIM card', 'SD card', 'Stylus', 'Remote control']}
        acceptValueOnBlur
        maxLength={80}
        value={[...device.accessories]}
        onChange={(accessories) => set({ accessories })}
      />
      <div className={classes.wide}>
        <PhotoStrip
          ids={device.photos}
          label="Photos before"
          record={{ kind: 'device' as KindName, id: device.id }}
          add={addPhoto}
          remove={(id) => change(({ photos }) => ({ photos: photos.filter((each) => each !== id) }))}
        />
      </div>
    </div>
  );
}

function choicesOf(name: string): { value: string; label: string }[] {
  const field = must(kinds.get('device')?.fields.get(name), `a device has no ${name}`);
  if (!('scalar' in field) || field.scalar.type !== 'enum') return [];
  return field.scalar.values.map((value) => ({
    value,
    label: name === 'grade' ? `Grade ${value}` : inWords(value),
  }));
}
