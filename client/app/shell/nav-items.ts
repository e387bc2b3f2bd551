/** What the navigation offers, in the order of a day: pages first, then the kinds of record of the schema. */
import {
  IconAddressBook,
  IconBox,
  IconCalendarEvent,
  IconCalendarWeek,
  IconClipboardList,
  IconClipboardPlus,
  IconCoins,
  IconDeviceMobile,
  IconFolder,
  IconId,
  IconLayoutKanban,
  IconMessages,
  IconRefresh,
  IconScale,
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
  readonly group: 'Work' | 'Shop';
}

/** Labels are reached from an order. */
type NavPage = Exclude<PageName, 'labels'>;

const pages: Readonly<Record<NavPage, PageItem>> = {
  board: { label: 'Bench', icon: IconLayoutKanban, first: true, group: 'Work' },
  'check-in': { label: 'Check-in', icon: IconClipboardPlus, first: true, group: 'Work' },
  calendar: { label: 'Calendar', icon: IconCalendarWeek, first: false, group: 'Work' },
  reviews: { label: 'To decide', icon: IconScale, first: false, group: 'Work' },
  sync: { label: 'Sync', icon: IconRefresh, first: false, group: 'Shop' },
  team: { label: 'Team', icon: IconUsers, first: false, group: 'Shop' },
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

const firstKinds: ReadonlySet<string> = new Set(['order', 'ticket']);

export function navGroups(shop: string, role: string): readonly NavGroup[] {
  const pagesOf = (group: PageItem['group']): NavGroup => ({
    label: group,
    items: (Object.entries(pages) as [NavPage, PageItem][])
      .filter(([, item]) => item.group === group)
      .map(([name, { label, icon, first }]) => ({ name, label, icon, first, path: pagePath(shop, name) })),
  });
  const records = kindsFor(role).map(({ name, plural }) => ({
    name,
    label: plural,
    icon: kindIcons.get(name) ?? IconFolder,
    path: listPath(shop, name),
    first: firstKinds.has(name),
  }));
  return [pagesOf('Work'), { label: 'Records', items: records }, pagesOf('Shop')];
}
