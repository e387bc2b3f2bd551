/** The photos of a record's field: the field holds their ids, and nothing else goes into the record (rule PHOTO-1). */
import { useId } from 'react';
import { parseFileId, type FileId } from '../../../shared/lib/ids.ts';
import { changeRecord } from '../change-record.ts';
import { useDevice } from '../device.ts';
import { FieldFrame } from '../fields/field-frame.tsx';
import { useRecordPlace } from '../record/record-context.ts';
import { giveUpFile } from './give-up-file.ts';
import { PhotoStrip } from './photo-strip.tsx';

export function PhotosField({ name }: { name: string }) {
  const { replica, files } = useDevice();
  const { open, may } = useRecordPlace();
  const label = useId();
  const field = open.entity.kind.fields.get(name);
  if (!field) return null;
  const ids = open.entity
    .elements(name)
    .flatMap((value) => (typeof value === 'string' ? (parseFileId(value) ?? []) : []));
  // A photo may be ready only after somebody has left the page.
  const add = (id: FileId): Promise<void> =>
    changeRecord(replica, open.name, (entity) => entity.add(name, id));
  const remove = (id: FileId): void => {
    open.entity.remove(name, id);
    giveUpFile(files, id);
  };
  const mayChange = may(field);
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      <PhotoStrip
        ids={ids}
        label={field.label}
        record={open.name}
        add={mayChange ? add : undefined}
        remove={mayChange ? remove : undefined}
      />
    </FieldFrame>
  );
}
