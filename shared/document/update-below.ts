/** What of an update was written below some clocks. Knows nothing of whose they are. */
import { toUint8Array, writeVarUint } from 'lib0/encoding';
import * as Y from 'yjs';

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

/**
 * The structs of each client below its clock, cut where they go on beyond it, and no deletions.
 *
 * @param below 0 for a client of whom nothing is wanted
 */
export function updateBelow(update: Uint8Array, below: (client: number) => number): Uint8Array {
  const byClient = new Map<number, Struct[]>();
  for (const struct of Y.decodeUpdate(update).structs) {
    const kept = cutAt(struct, below(struct.id.client) - struct.id.clock);
    if (!kept) continue;
    const known = byClient.get(struct.id.client);
    if (known) known.push(kept);
    else byClient.set(struct.id.client, [kept]);
  }
  for (const [client, structs] of byClient) if (structs.every(isSkip)) byClient.delete(client);
  const encoder = new Y.UpdateEncoderV1();
  writeVarUint(encoder.restEncoder, byClient.size);
  // In the order in which they came, the highest client first, as Yjs writes them.
  for (const [client, structs] of byClient) {
    writeVarUint(encoder.restEncoder, structs.length);
    encoder.writeClient(client);
    writeVarUint(encoder.restEncoder, structs[0]?.id.clock ?? 0);
    for (const struct of structs) struct.write(encoder, 0);
  }
  writeVarUint(encoder.restEncoder, 0);
  return toUint8Array(encoder.restEncoder);
}

const isSkip = (struct: Struct): boolean => struct instanceof Y.Skip;

/** The first `length` clocks of a struct; it is this caller's own, just decoded. */
function cutAt(struct: Struct, length: number): Struct | undefined {
  if (length <= 0) return undefined;
  if (length >= struct.length) return struct;
  if (struct instanceof Y.Item) struct.content.splice(length);
  struct.length = length;
  return struct;
}
