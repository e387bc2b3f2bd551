/** What a bridge that ended anywhere finds when it starts again (rule BRIDGE-7). */
import type { Parts } from './parts.ts';
import type { Link } from './state/bridge-state.ts';

/** Settles what was about to be written here. What was about to be sent is outgoing until all of it was. */
export async function recover({ state, records }: Parts): Promise<void> {
  for (const { kind, id, key, what } of await state.intents()) {
    if (what.do !== 'take') continue;
    const link = await state.link({ kind, id });
    const wasWritten = (await records.written({ kind, id })) > what.written;
    const agreed: readonly Link[] =
      link && wasWritten ? [{ ...link, base: { ...link.base, ...what.values } }] : [];
    await state.commit({ links: agreed, ended: [key] });
  }
}
