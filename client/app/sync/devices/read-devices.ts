/** What the relay tells managers of the shop's devices; what is none is left out. */
import type { DeviceTold, DevicesTold } from '../../../../shared/protocol/device-told.ts';

export function readDevices(told: unknown): DevicesTold {
  const found = fieldsOf(told);
  const devices = found.get('devices');
  const now = found.get('now');
  return {
    now: typeof now === 'number' ? now : 0,
    devices: Array.isArray(devices) ? devices.filter(isDevice) : [],
  };
}

function isDevice(value: unknown): value is DeviceTold {
  const found = fieldsOf(value);
  const counts = found.get('counts');
  const unsent = found.get('unsentSince');
  return (
    ['id', 'user', 'name', 'device', 'schema'].every((part) => typeof found.get(part) === 'string') &&
    ['seen', 'records', 'edits'].every((part) => typeof found.get(part) === 'number') &&
    typeof found.get('connected') === 'boolean' &&
    (unsent === null || typeof unsent === 'number') &&
    (counts === null || [...fieldsOf(counts).values()].every((count) => typeof count === 'number'))
  );
}

const fieldsOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
