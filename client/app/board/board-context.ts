/** What every card of the board is told and may ask for. */
import { createContext, useContext } from 'react';
import { must } from '../../../shared/lib/assert.ts';
import type { Day } from '../days.ts';
import type { Person } from '../people/person.ts';
import type { BenchDevice } from './bench-device.ts';

export interface BoardPlace {
  readonly now: number;
  readonly today: Day;
  readonly nameOf: (user: string) => string;
  /** Others who look at a device right now, by its id. */
  readonly lookers: ReadonlyMap<string, readonly Person[]>;
  /** Ids of devices with unsent edits. */
  readonly pending: ReadonlySet<string>;
  readonly mayMove: boolean;
  readonly mayClaim: boolean;
  /** The card that had the focus last. */
  readonly current: string | undefined;
  /** The card that is to take the focus as soon as it is drawn. */
  readonly wanted: string | undefined;
  readonly focused: (id: string) => void;
  readonly openMenu: (device: BenchDevice, at: Element) => void;
  /** Takes the device, or gives it back when it is one's own; asks first when it is somebody else's. */
  readonly toggleClaim: (device: BenchDevice) => void;
}

export const BoardContext = createContext<BoardPlace | null>(null);

export const useBoard = (): BoardPlace => must(useContext(BoardContext), 'a card outside the board');
