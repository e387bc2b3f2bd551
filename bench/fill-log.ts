/** Appends records to a store without end, as a process of its own, until it is killed in the middle of that. */
import { openSqliteStore } from '../server/store/sqlite-store.ts';
import { appendCopies, type Copies } from './append-copies.ts';
import { asLoad, type Tell } from './fan-out/load-process.ts';

export interface FillPlan extends Copies {
  readonly folder: string;
}

async function fill({ folder, ...plan }: FillPlan, tell: Tell): Promise<void> {
  const store = await openSqliteStore({ folder });
  tell('measuring');
  await appendCopies(store, plan, () => Promise.resolve(false));
}

asLoad(fill);
