/** The signature under an order's terms: shown when there is one, and taken in a dialog. */
import { Button, Modal } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { parseFileId, type FileId } from '../../../shared/lib/ids.ts';
import { useDevice } from '../device.ts';
import { FieldFrame } from '../fields/field-frame.tsx';
import { useRegister } from '../record/declared-field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { describeUpload } from './describe-upload.ts';
import classes from './photos.module.css';
import { SignaturePad } from './signature-pad.tsx';
import { usePicture, useUpload } from './use-picture.ts';

export function SignatureField({ name }: { name: string }) {
  const { replica } = useDevice();
  const { open, may } = useRecordPlace();
  const field = useRegister(name);
  const label = useId();
  const [signing, setSigning] = useState(false);
  const value = open.entity.get(name);
  const id = typeof value === 'string' ? parseFileId(value) : undefined;
  const signedBy = open.entity.get('signedBy');
  const who = typeof signedBy === 'string' ? signedBy : '';
  const signed = (file: FileId, by: string): void => {
    open.entity.set(name, file);
    open.entity.set('signedBy', by);
    open.entity.set('signedAt', replica.now());
    setSigning(false);
  };
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      {id && <Signature id={id} who={who} />}
      {!id && !may(field) && <span className="quiet">–</span>}
      {may(field) && (
        <div className={classes.buttons}>
          <Button
            variant="default"
            leftSection={<IconSignature size={18} aria-hidden="true" />}
            onClick={() => setSigning(true)}
          >
            {id ? 'Sign again' : 'Sign'}
          </Button>
        </div>
      )}
      <Modal opened={signing} onClose={() => setSigning(false)} title="Signature" size="lg">
        <SignaturePad record={open.name} name={who} signed={signed} />
      </Modal>
    </FieldFrame>
  );
}

/** A signature as it is kept. */
export function Signature({ id, who }: { id: FileId; who: string }) {
  const picture = usePicture(id, 'full');
  const upload = useUpload(id);
  return (
    <figure className={classes.signing} data-testid="signature" data-upload={upload.state}>
      {picture.url === undefined ? (
        <span className="quiet">
          {picture.state === 'loading'
            ? 'Loading the signature…'
            : 'The signature is not on this device yet.'}
        </span>
      ) : (
        <img className={classes.signature} src={picture.url} alt={`Signature of ${who || 'somebody'}`} />
      )}
      <figcaption className="quiet small">{describeUpload(upload)}</figcaption>
    </figure>
  );
}
