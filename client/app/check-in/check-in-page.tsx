/** Checking devices in, one step after the other; whole and usable without a network. What is filled in survives a reload. */
import { Alert, Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconCheck } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useDevice } from '../device.ts';
import { PageHead } from '../parts/page-head.tsx';
import { useHere } from '../people/use-people.ts';
import { goTo } from '../use-route.ts';
import { labelsPath } from '../labels/labels-path.ts';
import { steps, type CheckIn, type Step } from './check-in.ts';
import classes from './check-in.module.css';
import { ClientStep } from './client-step.tsx';
import { DevicesStep } from './devices-step.tsx';
import { handIn, HandedInElsewhere, savedHere } from './hand-in.ts';
import { offlineNumber } from './order-number.ts';
import { firstUnfinished, problemsOf } from './problems.ts';
import type { StepProps } from './step-props.ts';
import { SummaryStep } from './summary-step.tsx';
import { TermsStep } from './terms-step.tsx';
import { useCheckIn } from './use-check-in.ts';
import { useCheckInPasscodes } from './use-check-in-passcodes.ts';

const titles: Readonly<Record<Step, string>> = {
  client: 'Client',
  devices: 'Devices',
  summary: 'Summary',
  terms: 'Terms and signature',
};

const forms: Readonly<Record<Step, (props: StepProps) => React.ReactNode>> = {
  client: ClientStep,
  devices: DevicesStep,
  summary: SummaryStep,
  terms: TermsStep,
};

export function CheckInPage() {
  useHere(undefined, '');
  const { replica } = useDevice();
  const { checkIn, resumed, desk } = useCheckIn();
  const { change } = desk;
  const passcodes = useCheckInPasscodes();
  const [tried, setTried] = useState<Step>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const [throwing, setThrowing] = useState(false);
  const page = useRef<HTMLElement>(null);
  const { step } = checkIn;
  const problems = problemsOf(step, checkIn, (device) => passcodes.problem(device));
  const at = steps.indexOf(step);
  if (replica.user.role === 'view') return <OnlyLooking />;

  const show = (to: Step): void => {
    setTried(undefined);
    change(() => ({ step: to }));
    requestAnimationFrame(() => {
      page.current?.scrollTo({ top: 0 });
      page.current?.querySelector<HTMLElement>('form input, form textarea')?.focus({ preventScroll: true });
    });
  };
  const goOn = (): void => {
    if (problems.size > 0) return refuse(step);
    const next = steps[at + 1];
    if (next) show(next);
    else void finish();
  };
  /** Shows what is missing, and puts the caret there. */
  const refuse = (where: Step): void => {
    change(() => ({ step: where }));
    setTried(where);
    requestAnimationFrame(() => page.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const finish = async (): Promise<void> => {
    const { checkIn } = desk.state();
    const unfinished = firstUnfinished(checkIn, (device) => passcodes.problem(device));
    if (unfinished) return refuse(unfinished);
    setBusy(true);
    setFailed('');
    try {
      const number = checkIn.number || ((await replica.takeNumber()) ?? offlineNumber(checkIn.order));
      // Kept before anything is made: whoever tries again after a crash uses the same number.
      change(() => ({ number }));
      const handed = { ...desk.state().checkIn, number };
      const made = await handIn(replica, handed);
      desk.handedIn(handed, savedHere(replica, made));
      passcodes.send(handed.devices);
      goTo(labelsPath(replica.shop, handed.order));
    } catch (error) {
      if (error instanceof HandedInElsewhere) return setFailed(alreadyThere(error));
      reportError(error);
      setFailed('Handing in did not work. What you filled in is kept: please try again.');
    } finally {
      setBusy(false);
    }
  };
  const Form = forms[step];
  return (
    <main className={classes.page} ref={page}>
      <PageHead title="Check-in">
        {(resumed || at > 0) && (
          <Button variant="subtle" color="red" disabled={busy || throwing} onClick={() => setThrowing(true)}>
            Start again
          </Button>
        )}
      </PageHead>
      {throwing && (
        <Alert color="red" role="alertdialog" aria-label="Start again?" className={classes.throwing ?? ''}>
          <p>What is filled in here, with its photos and signature, is thrown away.</p>
          <div className={classes.throwButtons}>
            <Button variant="default" autoFocus onClick={() => setThrowing(false)}>
              Keep it
            </Button>
            <Button
              color="red"
              onClick={() => {
                setThrowing(false);
                setFailed('');
                passcodes.clear();
                desk.startAgain();
              }}
            >
              Throw it away
            </Button>
          </div>
        </Alert>
      )}
      <Progress checkIn={checkIn} show={show} />
      <form
        className={classes.form}
        noValidate
        aria-label={titles[step]}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) goOn();
        }}
      >
        <Form
          checkIn={checkIn}
          change={change}
          addPhoto={desk.addPhoto}
          sign={desk.sign}
          problems={tried === step ? problems : new Map()}
        />
        {failed !== '' && (
          <Alert color="red" role="alert">
            {failed}
          </Alert>
        )}
        <div className={classes.buttons}>
          {at > 0 && (
            <Button
              variant="default"
              leftSection={<IconArrowLeft size={17} aria-hidden="true" />}
              onClick={() => show(steps[at - 1] ?? 'client')}
            >
              Back
            </Button>
          )}
          <Button
            type="submit"
            loading={busy}
            rightSection={
              at + 1 < steps.length ? (
                <IconArrowRight size={17} aria-hidden="true" />
              ) : (
                <IconCheck size={17} aria-hidden="true" />
              )
            }
          >
            {at + 1 < steps.length ? 'Next' : 'Hand in and print labels'}
          </Button>
        </div>
      </form>
    </main>
  );
}

const alreadyThere = ({ number }: HandedInElsewhere): string =>
  `This check-in was handed in already, as ${number || 'an order without a number'}. What is filled in here is not in it: write into that order what it lacks, then start again.`;

function Progress({ checkIn, show }: { checkIn: CheckIn; show: (step: Step) => void }) {
  const at = steps.indexOf(checkIn.step);
  return (
    <ol className={classes.steps} aria-label="Steps">
      {steps.map((step, index) => (
        <li key={step}>
          <button
            type="button"
            className={classes.step}
            aria-current={index === at ? 'step' : undefined}
            data-done={index < at}
            // Only what was passed can be gone back to; going on checks what is filled in.
            disabled={index > at}
            onClick={() => show(step)}
          >
            <span className={classes.number} aria-hidden="true">
              {index + 1}
            </span>
            <span className={classes.stepTitle}>{titles[step]}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function OnlyLooking() {
  return (
    <main className={classes.page}>
      <PageHead title="Check-in" />
      <p className="quiet">Your role looks at records and makes none.</p>
    </main>
  );
}
