/**
 * A check-in as it is being filled in: plain data, kept on this device until it is handed in. The ids of all its
 * records are made at the start, so that handing in can be tried again and makes nothing twice.
 */
import type { EntityId, FileId } from '../../../shared/lib/ids.ts';

export const steps = ['client', 'devices', 'summary', 'terms'] as const;
export type Step = (typeof steps)[number];

export interface ClientFields {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly company: string;
  readonly address: string;
  readonly city: string;
  readonly postcode: string;
}

/** `known` is a client that the shop has already. */
export interface CheckInClient extends ClientFields {
  readonly id: EntityId;
  readonly known: boolean;
}

export interface CheckInDevice {
  readonly id: EntityId;
  readonly type: string;
  readonly brand: string;
  readonly model: string;
  readonly colour: string;
  readonly storage: string;
  readonly serial: string;
  readonly imei: string;
  readonly grade: string;
  readonly issue: string;
  readonly accessories: readonly string[];
  readonly passcodeKind: string;
  readonly priority: string;
  readonly photos: readonly FileId[];
}

export interface CheckIn {
  readonly step: Step;
  readonly order: EntityId;
  readonly ticket: EntityId;
  readonly client: CheckInClient;
  readonly devices: readonly CheckInDevice[];
  readonly intake: string;
  readonly location: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly readyBy: string;
  readonly notes: string;
  /** As typed; empty for none. */
  readonly authorisedLimit: string;
  readonly deposit: string;
  readonly depositMethod: string;
  readonly agreed: boolean;
  readonly signedBy: string;
  /** The picture of the signature; empty before. */
  readonly signature: FileId | '';
  /** The order's number, taken once when it is handed in; empty before. */
  readonly number: string;
}

export const noFields: ClientFields = {
  name: '',
  phone: '',
  email: '',
  company: '',
  address: '',
  city: '',
  postcode: '',
};

export const emptyDevice = (id: EntityId): CheckInDevice => ({
  id,
  type: '',
  brand: '',
  model: '',
  colour: '',
  storage: '',
  serial: '',
  imei: '',
  grade: '',
  issue: '',
  accessories: [],
  passcodeKind: 'none',
  priority: 'normal',
  photos: [],
});

/** @param fresh makes an id for a record of that kind */
export function emptyCheckIn(fresh: (kind: string) => EntityId): CheckIn {
  return {
    step: 'client',
    order: fresh('order'),
    ticket: fresh('ticket'),
    client: { ...noFields, id: fresh('client'), known: false },
    devices: [emptyDevice(fresh('device'))],
    intake: 'walk_in',
    location: '',
    readyBy: '',
    notes: '',
    authorisedLimit: '',
    deposit: '',
    depositMethod: 'card',
    agreed: false,
    signedBy: '',
    signature: '',
    number: '',
  };
}

/** Every picture that it names. */
export const filesOf = ({ devices, signature }: CheckIn): readonly FileId[] => [
  ...devices.flatMap(({ photos }) => photos),
  ...(signature === '' ? [] : [signature]),
];

/** The devices with one of them changed; the others, and one that is not there any more, stay as they are. */
export const withDevice = (
  { devices }: CheckIn,
  id: EntityId,
  to: (was: CheckInDevice) => Partial<CheckInDevice>,
): Pick<CheckIn, 'devices'> => ({
  devices: devices.map((device) => (device.id === id ? { ...device, ...to(device) } : device)),
});

export const withPhoto = (checkIn: CheckIn, device: EntityId, photo: FileId): Pick<CheckIn, 'devices'> =>
  withDevice(checkIn, device, ({ photos }) => ({ photos: [...photos, photo] }));

/** Who stands at the counter signs; what comes by post was agreed to elsewhere. */
export const isSignedHere = ({ intake }: CheckIn): boolean => intake === 'walk_in' || intake === 'collection';

/** How a device is called while it has no record: `Fairphone 4`, else what kind of thing it is. */
export function deviceTitle({ brand, model, type }: CheckInDevice): string {
  const title = [brand, model]
    .map((word) => word.trim())
    .filter(Boolean)
    .join(' ');
  return title || type.trim() || 'Device';
}
