/** For scenes that are about something else: nobody signs in there, and no operator asks for anything. */
import { seededRandom } from '../../shared/lib/random.ts';
import type { AppDependencies } from '../http/app.ts';
import { administrationActs } from './administration.ts';

const nowhere = () => Promise.reject(new Error('not in this scene'));

/** No token of theirs names a device. */
export const noDevices = { device: () => Promise.resolve(undefined) };

export const unadministered: Pick<AppDependencies, 'administration' | 'exported' | 'random'> = {
  random: seededRandom(7),
  administration: Object.fromEntries(
    administrationActs.map((act) => [act, nowhere]),
  ) as unknown as AppDependencies['administration'],
  exported: () => {
    throw new Error('not in this scene');
  },
};
