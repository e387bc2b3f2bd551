/**
 * Makes a call ready for another thread. Update bytes are copied once into one buffer that is given away, because
 * the caller goes on using its own: the relay broadcasts the same bytes.
 */
import type { WriteCall } from './calls.ts';
import type { Parcel } from './store-thread.ts';

/** What a call costs beside its bytes, about: for bounding a transaction. */
const overhead = 64;

export function parcel<C extends WriteCall>(call: C): Parcel<C> {
  // A call keeps its type here: only the buffers behind its bytes are others.
  return packed(call) as Parcel<C>;
}

function packed(call: WriteCall): Parcel<WriteCall> {
  switch (call.do) {
    case 'append': {
      const size = call.entries.reduce((sum, { update }) => sum + update.length, 0);
      const buffer = new ArrayBuffer(size);
      let at = 0;
      const entries = call.entries.map((entry) => {
        const update = new Uint8Array(buffer, at, entry.update.length);
        update.set(entry.update);
        at += entry.update.length;
        return { ...entry, update };
      });
      return { call: { ...call, entries }, bytes: size + entries.length * overhead, transfer: [buffer] };
    }
    case 'compact': {
      const state = call.snapshot.state.slice();
      const snapshot = { ...call.snapshot, state };
      return { call: { ...call, snapshot }, bytes: state.length + overhead, transfer: [state.buffer] };
    }
    case 'erase': {
      const kept = call.erasure.kept.map((entry) => ({ ...entry, update: entry.update.slice() }));
      const bytes = kept.reduce((sum, { update }) => sum + update.length + overhead, overhead);
      const transfer = kept.map(({ update }) => update.buffer);
      return { call: { ...call, erasure: { ...call.erasure, kept } }, bytes, transfer };
    }
    default:
      return { call, bytes: overhead, transfer: [] };
  }
}
