import { expect, test } from 'vitest';
import { demoPlan, type DemoPlan, type DemoSituation } from './demo-plan.ts';

const fresh: DemoSituation = { setting: 'auto', loopback: true, shops: [], complete: false };

test.each<[string, Partial<DemoSituation>, DemoPlan]>([
  ['a new folder on loopback', {}, { make: true, signIn: true }],
  ['the same folder again', { shops: ['demo'], complete: true }, { make: false, signIn: true }],
  ['a first start that was cut short', { shops: ['demo'] }, { make: true, signIn: true }],
  [
    'a demo beside an imported shop',
    { shops: ['demo', 'wales'], complete: true },
    { make: false, signIn: true },
  ],
  ['a folder with a shop of its own', { shops: ['wales'] }, { make: false, signIn: false }],
  ['a new folder on a network', { loopback: false }, { make: false, signIn: false }],
  [
    'a demo that went to a network',
    { loopback: false, shops: ['demo'], complete: true },
    { make: false, signIn: false },
  ],
  ['off', { setting: 'off', shops: ['demo'], complete: true }, { make: false, signIn: false }],
  ['on, beside a shop', { setting: 'on', shops: ['wales'] }, { make: true, signIn: true }],
])('START-3: %s', (_what, changed, plan) => {
  expect(demoPlan({ ...fresh, ...changed })).toEqual(plan);
});
