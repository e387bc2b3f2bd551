/**
 * What a dead tab was typing (rule APP-5). It is set aside at once, so that its field shows it; it is written into
 * its record where nobody wrote anything since, and else stays what it is: a draft for its author to look at.
 */
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import type { TypedField } from '../fields/parse-field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { OpenRecord, Replica } from '../../replica/types.ts';
import { commitDraft } from './commit-draft.ts';
import type { Drafts } from './drafts.ts';
import type { KeptDraft, KeptDrafts } from './kept-drafts.ts';

interface Place {
  readonly replica: Replica;
  readonly drafts: Drafts;
  readonly kept: Pick<KeptDrafts, 'keep' | 'forget'>;
}

/** Answers when every draft is settled or left to its author; that may wait for the network. */
export async function recoverDrafts(place: Place, found: readonly KeptDraft[]): Promise<void> {
  // What is typed in this tab at the same place stands.
  const taken = found.filter(({ key }) => !place.drafts.knows(key));
  for (const draft of taken) {
    place.kept.keep(draft);
    place.drafts.setAside(draft.key, draft);
  }
  await Promise.all(taken.map((draft) => recoverDraft(place, draft)));
}

async function recoverDraft({ replica, drafts, kept }: Place, draft: KeptDraft): Promise<void> {
  const { key } = draft;
  const over = (): void => {
    drafts.release(key);
    kept.forget(key);
  };
  const cut = key.lastIndexOf('/');
  const name = parseEntityKey(key.slice(0, cut));
  const fieldName = key.slice(cut + 1);
  const field = name && kinds.get(name.kind)?.fields.get(fieldName);
  if (!name || !field || !('scalar' in field)) return over();
  const open = replica.open(name);
  try {
    await open.loaded;
    await knowable(replica, open);
    // Somebody typed on, or dropped it: it is theirs.
    if (drafts.aside(key) !== draft) return;
    const step = recovery(field, draft, open, fieldName);
    if (step.kind === 'no value' || step.kind === 'offer') return;
    if (step.kind === 'nothing') return over();
    open.entity.set(fieldName, step.value);
    // It stays kept until the write is saved.
    drafts.release(key);
  } finally {
    open.close();
  }
}

function recovery(field: TypedField, draft: KeptDraft, { entity }: OpenRecord, fieldName: string) {
  const current = entity.get(fieldName);
  const step = commitDraft(field, draft, current);
  if (step.kind !== 'write') return step;
  const [shown] = entity.entries(fieldName);
  const newer = shown !== undefined && stampMilliseconds(shown.stamp) >= draft.at;
  return current !== draft.base || newer ? ({ kind: 'offer' } as const) : step;
}

/** Resolves when this device knows what others wrote meanwhile, or that there is nobody to ask. */
function knowable(replica: Replica, open: OpenRecord): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!open.live && replica.status().state !== 'offline') return;
      stops.forEach((stop) => stop());
      resolve();
    };
    const stops = [open.subscribe(look), replica.subscribeStatus(look)];
    look();
  });
}
