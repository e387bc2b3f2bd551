/** What a bridge that ended anywhere finds when it starts again (rule BRIDGE-7). */
import { entityKey } from '../../shared/lib/ids.ts';
import type { Parts } from './parts.ts';
import type { Link } from './state/bridge-state.ts';

/** Settles what was about to be written here, and puts up again what was about to be sent. */
export async function recover({ state, records, now }: Parts): Promise<void> {
  for (const { kind, id, key, what } of await state.intents()) {
    if (what.do === 'take') {
      const link = await state.link({ kind, id });
      const wasWritten = (await records.written({ kind, id })) > what.written;
      const agreed: readonly Link[] =
        link && wasWritten ? [{ ...link, base: { ...link.base, ...what.values } }] : [];
      await state.commit({ links: agreed, ended: [key] });
    } else if (!(await state.outgoing({ kind, id }))) {
      const isGivenUp = (await state.deadLetters()).some((each) => each.key === entityKey({ kind, id }));
      if (!isGivenUp)
        await state.commit({ outgoing: [{ kind, id, head: 0, tries: 0, notBefore: now(), since: now() }] });
    }
  }
}
