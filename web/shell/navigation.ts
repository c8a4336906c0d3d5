import {
  CalendarDays,
  CircleCheckBig,
  Clapperboard,
  Cpu,
  House,
  Images,
  type LucideIcon,
  NotebookPen,
  Plug,
  Settings,
  Users,
  WandSparkles,
} from 'lucide-react';

export interface Place {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Pressed after `g`. */
  key: string;
}

const home: Place = { href: '/', label: 'Home', icon: House, key: 'h' };
const studio: Place = { href: '/studio', label: 'Studio', icon: WandSparkles, key: 's' };
const characters: Place = { href: '/characters', label: 'Characters', icon: Users, key: 'c' };
const library: Place = { href: '/library', label: 'Library', icon: Images, key: 'l' };
const films: Place = { href: '/films', label: 'Films', icon: Clapperboard, key: 'f' };
const posts: Place = { href: '/posts', label: 'Posts', icon: NotebookPen, key: 'p' };
const review: Place = { href: '/review', label: 'Review', icon: CircleCheckBig, key: 'r' };
const calendar: Place = { href: '/calendar', label: 'Calendar', icon: CalendarDays, key: 'd' };
const accounts: Place = { href: '/accounts', label: 'Accounts', icon: Plug, key: 'a' };
const engines: Place = { href: '/engines', label: 'Engines', icon: Cpu, key: 'e' };
const settings: Place = { href: '/settings', label: 'Settings', icon: Settings, key: ',' };

export const sidebarGroups: readonly { label: string | null; places: readonly Place[] }[] = [
  { label: null, places: [home] },
  { label: 'Make', places: [studio, films, characters, library, engines] },
  { label: 'Publish', places: [posts, review, calendar, accounts] },
];
export const sidebarFoot: readonly Place[] = [settings];
export const tabBarPlaces: readonly Place[] = [home, studio, review, calendar];
export const morePlaces: readonly Place[] = [films, characters, library, posts, accounts, engines, settings];
export const places: readonly Place[] = [...sidebarGroups.flatMap((group) => group.places), ...sidebarFoot];

export function isHere(pathname: string, href: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}
