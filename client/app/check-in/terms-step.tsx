/** What the client agrees to, and that they did: signed at the counter, or noted for what came by post. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import type { KindName } from '../../../shared/lib/ids.ts';
import { Signature } from '../photos/signature-field.tsx';
import { SignaturePad } from '../photos/signature-pad.tsx';
import { isSignedHere, type CheckIn } from './check-in.ts';
import classes from './check-in.module.css';
import { errorOf, type StepProps } from './step-props.ts';
import { terms } from './terms.ts';

export function TermsStep(props: StepProps) {
  const { checkIn, change, problems } = props;
  const set = (changes: Partial<CheckIn>): void => change(() => changes);
  return (
    <>
      {/* A long text inside its own frame has to be reachable by keys, too. */}
      <ol className={classes.terms} aria-label="Terms" tabIndex={0}>
        {terms.map((term) => (
          <li key={term}>{term}</li>
        ))}
      </ol>
      <Checkbox
        label="The client has read this and agrees"
        checked={checkIn.agreed}
        error={errorOf(problems, 'agreed')}
        onChange={(event) => set({ agreed: event.currentTarget.checked })}
      />
      {isSignedHere(checkIn) ? (
        <Signed {...props} />
      ) : (
        <TextInput
          label="Agreed by"
          autoComplete="off"
          value={checkIn.signedBy}
          error={errorOf(problems, 'signedBy')}
          onChange={(event) => set({ signedBy: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function Signed({ checkIn, change, sign, problems }: StepProps) {
  const { order, signature, signedBy, client } = checkIn;
  const missing = errorOf(problems, 'signature');
  if (signature !== '') {
    return (
      <div className={classes.signed}>
        <Signature id={signature} who={signedBy} />
        <Button variant="default" onClick={() => change(() => ({ signature: '' }))}>
          Sign again
        </Button>
      </div>
    );
  }
  return (
    <>
      <SignaturePad
        record={{ kind: 'order' as KindName, id: order }}
        name={signedBy || client.name}
        signed={(file, name) => sign(order, file, name)}
      />
      {missing && (
        <p className="told" role="alert">
          {missing}
        </p>
      )}
    </>
  );
}
