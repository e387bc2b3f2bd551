/** What can be done with a record as a whole. */
import { ActionIcon, Menu } from '@mantine/core';
import {
  IconDots,
  IconHistory,
  IconLink,
  IconPin,
  IconPinnedOff,
  IconPrinter,
  IconRefresh,
  IconTag,
  IconTrash,
  IconTrashOff,
} from '@tabler/icons-react';
import type { Kind } from '../../../shared/schema/field.ts';
import { SyncFailed } from '../../replica/sync-now.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { labelsPath } from '../labels/labels-path.ts';
import { historyPath, recordPath } from '../route.ts';
import { goTo } from '../use-route.ts';
import { useIsPinned } from './use-is-pinned.ts';
import { useRecordPlace } from './record-context.ts';

interface MenuProps {
  readonly kind: Kind;
  /** Whether this user may delete and restore it. */
  readonly deletes: boolean;
  /** False for a record that is only an address yet. */
  readonly isThere: boolean;
}

export function RecordMenu({ kind, deletes, isThere }: MenuProps) {
  const { open, tell } = useRecordPlace();
  const { replica } = useDevice();
  const noun = kind.label.toLowerCase();
  const { entity, name } = open;
  const order = isThere ? orderOf(open) : undefined;
  const isPinned = useIsPinned(name);
  const pin = async (): Promise<void> => {
    try {
      await replica.keeping.pin(name, !isPinned);
      tell({
        text: isPinned
          ? `This ${noun} may leave this device when it runs out of room`
          : `This ${noun} stays on this device`,
      });
    } catch {
      tell({ text: 'This device could not note that' });
    }
  };
  const copy = async (): Promise<void> => {
    const address = window.location.origin + recordPath(replica.shop, name);
    try {
      // Absent outside a secure context, and refused where the person said so.
      await navigator.clipboard.writeText(address);
      tell({ text: 'The link is copied' });
    } catch {
      tell({ text: `Copy it from here: ${address}` });
    }
  };
  const sync = async (): Promise<void> => {
    try {
      await replica.syncRecord(name);
      tell({ text: `This ${noun} is the same here and on the relay` });
    } catch (error) {
      tell({ text: whyNot(error, noun) });
    }
  };
  return (
    <Menu width={250}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`More about this ${noun}`}>
          <IconDots size={20} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLink size={18} />} onClick={() => void copy()}>
          Copy link
        </Menu.Item>
        {isThere && (
          <Menu.Item
            leftSection={<IconHistory size={18} />}
            onClick={() => goTo(historyPath(replica.shop, name))}
          >
            History
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPrinter size={18} />} onClick={() => window.print()}>
          Print
        </Menu.Item>
        {order !== undefined && (
          <Menu.Item
            leftSection={<IconTag size={18} />}
            onClick={() => goTo(labelsPath(replica.shop, order))}
          >
            Labels
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconRefresh size={18} />} disabled={!isThere} onClick={() => void sync()}>
          Sync this {noun}
        </Menu.Item>
        {isThere && (
          <Menu.Item
            leftSection={isPinned ? <IconPinnedOff size={18} /> : <IconPin size={18} />}
            onClick={() => void pin()}
          >
            {isPinned ? 'Need not stay on this device' : 'Keep on this device'}
          </Menu.Item>
        )}
        {deletes && isThere && (
          <>
            <Menu.Divider />
            {entity.deleted ? (
              <Menu.Item leftSection={<IconTrashOff size={18} />} onClick={() => entity.restore()}>
                Restore this {noun}
              </Menu.Item>
            ) : (
              <Menu.Item color="red" leftSection={<IconTrash size={18} />} onClick={() => entity.delete()}>
                Delete this {noun}
              </Menu.Item>
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function whyNot(error: unknown, noun: string): string {
  if (error instanceof SyncFailed && error.problem.kind === 'relay') {
    return `The relay does not take this ${noun} (code ${error.problem.code}): what you wrote stays on this device`;
  }
  return 'The relay cannot be reached just now';
}

/** The order whose labels a record has: an order's own, or a device's. */
function orderOf({ name, entity }: OpenRecord): string | undefined {
  if (name.kind === 'order') return name.id;
  const order = name.kind === 'device' ? entity.get('order') : null;
  return typeof order === 'string' ? order : undefined;
}
