/** What the client agrees to, and that they did. */
import { Checkbox, TextInput } from '@mantine/core';
import classes from './check-in.module.css';
import { errorOf, type StepProps } from './step-props.ts';
import { terms } from './terms.ts';

export function TermsStep({ checkIn, change, problems }: StepProps) {
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
        onChange={(event) => change({ agreed: event.currentTarget.checked })}
      />
      <TextInput
        label="Signed by"
        autoComplete="off"
        value={checkIn.signedBy}
        error={errorOf(problems, 'signedBy')}
        onFocus={() => {
          if (checkIn.signedBy === '') change({ signedBy: checkIn.client.name });
        }}
        onChange={(event) => change({ signedBy: event.currentTarget.value })}
      />
    </>
  );
}
