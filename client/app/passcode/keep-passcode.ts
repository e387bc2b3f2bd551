/** Keeping a passcode: what it says goes to the relay, and what kind of thing it is into the device's field. */
import { mayWrite } from '../../../shared/document/writer.ts';
import { entityKey, type EntityName } from '../../../shared/lib/ids.ts';
import type { Role } from '../../../shared/schema/field.ts';
import type { RelayApi } from '../../replica/relay-api.ts';
import { changeRecord, type Records } from '../change-record.ts';
import { kindField, secret, type PasscodeKind } from './passcode.ts';

export interface PasscodeKeeper {
  readonly relay: Pick<RelayApi, 'put'>;
  readonly records: Records;
  readonly author: string;
  readonly role: Role;
}

/**
 * The page may be left while the relay is asked: the field is written into the record as it is then, whoever has it open.
 * @param seen since when what is replaced was kept; null for none. Whoever set another one meanwhile keeps it.
 * @throws NoAnswer when it is not kept; NotOnThisDevice when it is, and the field cannot be written
 */
export async function keepPasscode(
  { relay, records, author, role }: PasscodeKeeper,
  device: EntityName,
  kind: PasscodeKind,
  value: string,
  seen: number | null,
): Promise<void> {
  await relay.put(`${entityKey(device)}/secrets/${secret}`, { value, seen });
  await changeRecord(records, device, (entity) => {
    const field = entity.kind.fields.get(kindField);
    const may = field && mayWrite({ author, role }, field);
    if (may && entity.get(kindField) !== kind) entity.set(kindField, kind);
  });
}
