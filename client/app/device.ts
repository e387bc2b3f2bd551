/** What the page is handed by `main`: the replica and the files of the person who is signed in, and this machine's clock. */
import { createContext, useContext } from 'react';
import { must } from '../../shared/lib/assert.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Files } from '../replica/files/types.ts';
import type { RelayApi } from '../replica/relay-api.ts';
import type { Replica } from '../replica/types.ts';
import type { Drafts } from './drafts/drafts.ts';
import type { KeptDrafts } from './drafts/kept-drafts.ts';

export interface Device {
  readonly replica: Replica;
  readonly files: Files;
  /** What lives on the relay alone. */
  readonly relay: RelayApi;
  readonly time: Time;
  readonly drafts: Drafts;
  readonly kept: KeptDrafts;
}

export const DeviceContext = createContext<Device | null>(null);

export const useDevice = (): Device =>
  must(useContext(DeviceContext), 'a part of the page outside a session');
