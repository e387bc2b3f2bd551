/** What still has to be filled in or put right before a step of the check-in is done. Knows the schema, writes nothing. */
import { unfit } from '../fields/unfit.ts';
import { isSignedHere, steps, type CheckIn, type CheckInDevice, type Step } from './check-in.ts';

/** What is wrong, by the input's name: `name`, or `devices.0.imei`. */
export type Problems = ReadonlyMap<string, string>;

/** What is wrong with what stands beside the check-in, which is stored nowhere: a passcode. */
export type PasscodeProblem = (device: CheckInDevice) => string | undefined;

const noPasscode: PasscodeProblem = () => undefined;

/** Of a telephone number, however it is written; local ones without their area are as short as this. */
const leastDigits = 5;

export function problemsOf(step: Step, checkIn: CheckIn, passcode: PasscodeProblem = noPasscode): Problems {
  const problems = new Map<string, string>();
  const note = (input: string, why: string | undefined): void => {
    if (why !== undefined) problems.set(input, why);
  };
  switch (step) {
    case 'client': {
      const { client } = checkIn;
      if (client.known) break;
      if (client.name.trim() === '' && client.company.trim() === '') {
        note('name', 'A name or a company is needed.');
      }
      if (client.phone.trim() === '' && client.email.trim() === '') {
        note('phone', 'A phone number or an e-mail address is needed.');
      }
      if (client.phone.trim() !== '' && (client.phone.match(/\d/g)?.length ?? 0) < leastDigits) {
        note('phone', 'That is no telephone number.');
      }
      if (client.email.trim() !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(client.email.trim())) {
        note('email', 'That is no e-mail address.');
      }
      for (const field of ['name', 'phone', 'email', 'company', 'address', 'city', 'postcode'] as const) {
        note(field, unfit('client', field, client[field]));
      }
      break;
    }
    case 'devices':
      if (checkIn.devices.length === 0) note('devices', 'At least one device is needed.');
      checkIn.devices.forEach((device, at) => {
        noteDevice(device, `devices.${at}.`, note);
        note(`devices.${at}.passcode`, passcode(device));
      });
      break;
    case 'summary':
      note('readyBy', unfit('order', 'readyBy', checkIn.readyBy));
      note('authorisedLimit', unfit('order', 'authorisedLimit', checkIn.authorisedLimit));
      note('deposit', unfit('order', 'authorisedLimit', checkIn.deposit));
      note('location', unfit('order', 'location', checkIn.location));
      break;
    case 'terms':
      if (!checkIn.agreed) note('agreed', 'The client has to agree to the terms.');
      if (isSignedHere(checkIn) && checkIn.signature === '') {
        note('signature', 'A signature is needed: draw it or type the name, and accept it.');
      } else if (checkIn.signedBy.trim() === '') note('signedBy', 'Who agreed is needed.');
      note('signedBy', unfit('order', 'signedBy', checkIn.signedBy));
      break;
  }
  return problems;
}

/** The first step that is not done; undefined when all can be handed in. */
export const firstUnfinished = (checkIn: CheckIn, passcode?: PasscodeProblem): Step | undefined =>
  steps.find((step) => problemsOf(step, checkIn, passcode).size > 0);

function noteDevice(
  device: CheckInDevice,
  at: string,
  note: (input: string, why: string | undefined) => void,
): void {
  if ([device.type, device.brand, device.model].every((text) => text.trim() === '')) {
    note(`${at}type`, 'What is it? A type, a brand or a model is needed.');
  }
  if (device.issue.trim() === '') note(`${at}issue`, 'What is wrong with it, in the client’s words?');
  for (const field of ['type', 'brand', 'model', 'colour', 'storage', 'serial', 'imei'] as const) {
    note(at + field, unfit('device', field, device[field]));
  }
}
