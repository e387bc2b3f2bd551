/** Saves everything unsent as a file in the browser's downloads (rule EXPORT-1). */
import type { Device } from '../device.ts';

/** After which the browser has surely read it, in milliseconds. */
const readWithin = 60_000;

export async function saveUnsent({ replica, time }: Pick<Device, 'replica' | 'time'>): Promise<void> {
  const text = await replica.unsentFile();
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  // A name that a person finds again: whose, and of when.
  const day = new Date(replica.now()).toISOString().slice(0, 16).replaceAll(/[T:]/g, '-');
  link.download = `unsent-${replica.shop}-${replica.user.id}-${day}.json`;
  link.click();
  time.after(readWithin, () => URL.revokeObjectURL(address));
}
