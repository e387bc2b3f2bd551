/**
 * A place to sign: with finger, pen or mouse, or, for who cannot or would rather not, by typing the name, which is then
 * set in italics. Either way the answer is a picture that goes the way of all photos, and the name of who signed (rule PHOTO-12).
 */
import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import Pad from 'signature_pad';
import type { EntityName, FileId } from '../../../shared/lib/ids.ts';
import { UnreadablePicture } from '../../replica/files/types.ts';
import { useDevice } from '../device.ts';
import classes from './photos.module.css';
import { drawName } from './draw-name.ts';

interface SignaturePadProps {
  /** The record that is signed. */
  readonly record: EntityName;
  /** Who signs, as far as it is known. */
  readonly name?: string;
  readonly signed: (file: FileId, name: string) => void;
}

const longestName = 120;
const ink = '#14181c';

export function SignaturePad({ record, name: known = '', signed }: SignaturePadProps) {
  const { files } = useDevice();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<Pad>(undefined);
  const [way, setWay] = useState<'draw' | 'type'>('draw');
  const [name, setName] = useState(known);
  const [drawn, setDrawn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');

  useEffect(() => {
    const paper = canvas.current;
    if (!paper) return undefined;
    fitToScreen(paper);
    const made = new Pad(paper, { penColor: ink, backgroundColor: '#fff' });
    const stroke = (): void => setDrawn(true);
    made.addEventListener('endStroke', stroke);
    pad.current = made;
    return () => {
      made.removeEventListener('endStroke', stroke);
      made.off();
    };
  }, []);
  useEffect(() => {
    if (way !== 'type') return undefined;
    pad.current?.off();
    if (canvas.current) drawName(canvas.current, name.trim(), ink);
    return () => {
      pad.current?.clear();
      pad.current?.on();
      setDrawn(false);
    };
  }, [way, name]);

  const clear = (): void => {
    pad.current?.clear();
    setDrawn(false);
  };
  const accept = async (): Promise<void> => {
    const paper = canvas.current;
    if (!paper) return;
    setBusy(true);
    setProblem('');
    try {
      const picture = await new Promise<Blob | null>((resolve) => paper.toBlob(resolve, 'image/png'));
      if (!picture) throw new UnreadablePicture('the canvas gave no picture');
      signed(await files.add(picture, { for: record, kind: 'drawing' }), name.trim());
    } catch (error) {
      if (!(error instanceof UnreadablePicture)) reportError(error);
      setProblem('The signature could not be taken. Try again, or type the name.');
    } finally {
      setBusy(false);
    }
  };

  const complete = name.trim() !== '' && (way === 'type' || drawn);
  return (
    <div className={classes.signing} data-testid="signature-pad">
      <TextInput
        label="Name of who signs"
        value={name}
        maxLength={longestName}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SegmentedControl
        aria-label="How to sign"
        data={[
          { value: 'draw', label: 'Draw' },
          { value: 'type', label: 'Type' },
        ]}
        value={way}
        onChange={(value) => setWay(value === 'type' ? 'type' : 'draw')}
      />
      <canvas
        ref={canvas}
        className={classes.paper}
        role="img"
        aria-label={
          way === 'type' ? `Signature of ${name.trim() || 'nobody yet'}, typed` : 'Sign here, or choose Type'
        }
      />
      {problem !== '' && (
        <p className={classes.told} role="alert">
          {problem}
        </p>
      )}
      <Group justify="flex-end">
        <Button variant="default" disabled={way === 'type' || !drawn} onClick={clear}>
          Clear
        </Button>
        <Button loading={busy} disabled={!complete} onClick={() => void accept()}>
          Accept signature
        </Button>
      </Group>
    </div>
  );
}

/** As many pixels as the screen has there, so that lines are not blurred. */
function fitToScreen(canvas: HTMLCanvasElement): void {
  const ratio = Math.max(1, window.devicePixelRatio);
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext('2d')?.scale(ratio, ratio);
}
