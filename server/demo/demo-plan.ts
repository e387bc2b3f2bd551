/**
 * Whether this start makes the demo shop, and whether anybody may sign in to it (rules START-3 and AUTH-8).
 *
 * On its own, Solder shows its demo only on a machine that keeps it to itself, and only in a folder that holds
 * nothing else: nobody's real shop gets company, and no relay on a network lets strangers in.
 */
import type { DemoSetting } from '../config.ts';

export interface DemoPlan {
  /** Make the demo shop, or go on making it after a start that was cut short. */
  readonly make: boolean;
  /** Let anybody who can reach the relay sign in as anybody. */
  readonly signIn: boolean;
}

export interface DemoSituation {
  readonly setting: DemoSetting;
  /** Nobody reaches the relay but from its own machine; with `on` that was made sure of before (rule AUTH-8). */
  readonly loopback: boolean;
  readonly shops: readonly string[];
  /** The demo shop was once made to its end. */
  readonly complete: boolean;
}

export const demoShopName = 'demo';

export function demoPlan({ setting, loopback, shops, complete }: DemoSituation): DemoPlan {
  const there = shops.includes(demoShopName);
  const wanted = setting === 'on' || (setting === 'auto' && loopback && (there || shops.length === 0));
  return { make: wanted && !complete, signIn: wanted && loopback };
}
