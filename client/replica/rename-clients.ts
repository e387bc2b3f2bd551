/**
 * An update with some of its Yjs client ids changed: the same edits, as somebody else would have made them. Sound as long as
 * nobody else has what was made under the former ids (rule PEND-11); all that refers to it has to be changed along with it.
 */
import { toUint8Array, writeVarUint } from 'lib0/encoding';
import * as Y from 'yjs';
import { withDeletions } from '../../shared/protocol/strip-clients.ts';

/** What was made under a client id below `end` is under `to` from now on; what is above is not meant. */
export type Renamed = ReadonlyMap<number, { readonly to: number; readonly end: number }>;

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

export function renameClients(update: Uint8Array, renamed: Renamed): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update);
  const idOf = (id: Y.ID): Y.ID => {
    const found = renamed.get(id.client);
    return found && id.clock < found.end ? Y.createID(found.to, id.clock) : id;
  };
  const byClient = new Map<number, Struct[]>();
  for (const struct of structs) {
    struct.id = idOf(struct.id);
    if (struct instanceof Y.Item) {
      struct.origin &&= idOf(struct.origin);
      struct.rightOrigin &&= idOf(struct.rightOrigin);
      if (struct.parent instanceof Y.ID) struct.parent = idOf(struct.parent);
    }
    const known = byClient.get(struct.id.client);
    if (known) known.push(struct);
    else byClient.set(struct.id.client, [struct]);
  }
  const encoder = new Y.UpdateEncoderV1();
  writeVarUint(encoder.restEncoder, byClient.size);
  // The highest first, as Yjs writes them.
  for (const [client, own] of [...byClient].sort(([a], [b]) => b - a)) {
    own.sort((a, b) => a.id.clock - b.id.clock);
    writeVarUint(encoder.restEncoder, own.length);
    encoder.writeClient(client);
    writeVarUint(encoder.restEncoder, own[0]?.id.clock ?? 0);
    for (const struct of own) struct.write(encoder, 0);
  }
  const bytes = toUint8Array(encoder.restEncoder);
  return withDeletions(bytes, bytes.length, deletionsOf(ds, renamed));
}

function deletionsOf(ds: ReturnType<typeof Y.decodeUpdate>['ds'], renamed: Renamed) {
  const ranges: { client: number; from: number; to: number }[] = [];
  for (const [client, deleted] of [...ds.clients].sort(([a], [b]) => b - a)) {
    const found = renamed.get(client);
    for (const { clock: from, len } of deleted) {
      const to = from + len;
      const end = found ? Math.min(Math.max(from, found.end), to) : from;
      if (found && end > from) ranges.push({ client: found.to, from, to: end });
      if (to > end) ranges.push({ client, from: end, to });
    }
  }
  return ranges;
}
