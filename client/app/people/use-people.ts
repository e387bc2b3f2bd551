/** Who is in the shop, who is in a record, and telling others where this session is (row P2). */
import { useCallback, useEffect, useMemo } from 'react';
import type { EntityName } from '../../../shared/lib/ids.ts';
import type { Present } from '../../../shared/protocol/messages.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';
import { useVersion } from '../use-version.ts';
import { colorOf } from './color-of.ts';
import { inAwareness, type Placed } from './in-awareness.ts';
import type { Person } from './person.ts';

/** After this long without a key or a touch a person counts as idle, in milliseconds. */
const idleAfter = 120_000;

export function usePresent(): readonly Present[] {
  const { replica } = useDevice();
  useVersion(useMemo(() => calmly((changed) => replica.subscribePresence(changed)), [replica]));
  return replica.present();
}

/** One face for each user, active if any of their sessions is. */
export function asPeople(present: readonly Present[]): readonly Person[] {
  const people = new Map<string, Person>();
  for (const { user, name, idle } of present) {
    const known = people.get(user);
    people.set(user, { key: user, user, name, color: colorOf(user), idle: idle && (known?.idle ?? true) });
  }
  return [...people.values()];
}

export function usePeopleIn(open: OpenRecord): readonly Placed[] {
  const { awareness } = open;
  useVersion(
    useCallback(
      (changed) => {
        awareness.on('change', changed);
        return () => awareness.off('change', changed);
      },
      [awareness],
    ),
  );
  return inAwareness(awareness.getStates(), awareness.clientID);
}

/** Tells the shop where this session is, and when nobody has touched it for a while. */
export function useHere(at: EntityName | undefined, field: string): void {
  const { replica, time } = useDevice();
  const kind = at?.kind;
  const id = at?.id;
  useEffect(() => {
    const place = kind && id ? { kind, id } : null;
    let idle = document.visibilityState === 'hidden';
    let cancel = (): void => undefined;
    const tell = (): void => replica.here({ at: place, field, idle });
    const goIdle = (): void => {
      if (idle) return;
      idle = true;
      tell();
    };
    const awake = (): void => {
      cancel();
      cancel = time.after(idleAfter, goIdle);
      if (!idle) return;
      idle = false;
      tell();
    };
    const seen = (): void => (document.visibilityState === 'hidden' ? goIdle() : awake());
    tell();
    if (!idle) awake();
    const signs = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const sign of signs) window.addEventListener(sign, awake, { passive: true });
    document.addEventListener('visibilitychange', seen);
    return () => {
      cancel();
      for (const sign of signs) window.removeEventListener(sign, awake);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [replica, time, kind, id, field]);
}
