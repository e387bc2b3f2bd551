/** What the navigation offers, in the order of a day: pages first, then the kinds of record of the schema. */
import {
  IconAddressBook,
  IconBox,
  IconCalendarEvent,
  IconClipboardList,
  IconCoins,
  IconDeviceMobile,
  IconFolder,
  IconId,
  IconMessages,
  IconRefresh,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { kindsFor } from '../kinds-for.ts';
import { listPath, pagePath } from '../route.ts';
import type { PageName } from './page-names.ts';

export interface NavItem {
  /** The page's or the kind's name, as in the address. */
  readonly name: string;
  readonly label: string;
  readonly icon: TablerIcon;
  readonly path: string;
  /** Among the few that a phone's bar has room for. */
  readonly first: boolean;
}

export interface NavGroup {
  readonly label: string;
  readonly items: readonly NavItem[];
}

interface PageItem {
  readonly label: string;
  readonly icon: TablerIcon;
  readonly first: boolean;
}

const pages: Readonly<Record<PageName, PageItem>> = {
  sync: { label: 'Sync', icon: IconRefresh, first: false },
  team: { label: 'Team', icon: IconUsers, first: false },
};

/** Kinds that have a picture of their own; any other one is a folder. */
const kindIcons: ReadonlyMap<string, TablerIcon> = new Map([
  ['order', IconClipboardList],
  ['device', IconDeviceMobile],
  ['ticket', IconMessages],
  ['client', IconAddressBook],
  ['item', IconBox],
  ['employee', IconId],
  ['pay', IconCoins],
  ['appointment', IconCalendarEvent],
]);

const firstKinds: ReadonlySet<string> = new Set(['order', 'device', 'ticket']);

export function navGroups(shop: string, role: string): readonly NavGroup[] {
  return [
    {
      label: 'Records',
      items: kindsFor(role).map(({ name, plural }) => ({
        name,
        label: plural,
        icon: kindIcons.get(name) ?? IconFolder,
        path: listPath(shop, name),
        first: firstKinds.has(name),
      })),
    },
    {
      label: 'Shop',
      items: (Object.entries(pages) as [PageName, PageItem][]).map(([name, item]) => ({
        name,
        ...item,
        path: pagePath(shop, name),
      })),
    },
  ];
}
