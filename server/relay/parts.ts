/** What every connection of a relay shares. */
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Audit } from './audit.ts';
import type { Changed } from './changed.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { LegacySteps } from './legacy-steps.ts';
import type { Meter } from './meter.ts';
import type { Places } from './places.ts';
import type { Presence } from './presence.ts';
import type { RelayLimits } from './relay.ts';
import type { Replicas } from './replicas.ts';
import type { Rooms } from './rooms.ts';
import type { ShopQuotas } from './shop-quotas.ts';
import type { Sockets } from './sockets.ts';
import type { Turn } from './turn.ts';

export interface Parts {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly presence: Presence;
  readonly places: Places;
  readonly changed: Changed;
  readonly legacy: LegacySteps;
  readonly heartbeat: Heartbeat;
  readonly sockets: Sockets;
  readonly quotas: ShopQuotas;
  readonly turn: Turn;
  readonly time: Time;
  readonly random: Random;
  readonly limits: RelayLimits;
  readonly log: Log;
  readonly audit: Audit;
  readonly meter: Meter;
  readonly replicas: Replicas;
}
