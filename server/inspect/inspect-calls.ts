/** What the dashboard's thread may be asked. */
import type { LookQuery, StoredRecord, StoreLook } from '../operator/inspector.ts';
import type { Calls } from '../store/calls.ts';
import type { DocumentName } from '../store/store.ts';

export type InspectCall =
  | { readonly do: 'look'; readonly query: LookQuery }
  | { readonly do: 'document'; readonly name: DocumentName };

export interface InspectCalls extends Calls {
  readonly call: InspectCall;
  readonly answers: { readonly look: StoreLook; readonly document: StoredRecord | undefined };
}
