/** The name of a record from a row's or a field's texts, which may come from anybody. */
import { parseEntityId, parseKind, type EntityName } from '../../shared/lib/ids.ts';

/** Undefined where either is no legal name (rule SCHEMA-10). */
export function recordName(kindText: string, idText: string | null | undefined): EntityName | undefined {
  const [kind, id] = [parseKind(kindText), parseEntityId(idText ?? '')];
  return kind && id && { kind, id };
}
