// What a file in src/routes declares.
import type { RouteRecordRaw } from 'vue-router';
import type { Side } from './session';

/** Groups of the left menu, in this order; their words are shell.groups.<name>. */
export const menuGroups = [
    'work',
    'review',
    'supervision',
    'filing',
    'codes',
    'production',
    'sales',
    'flow',
    'quality',
    'platform',
    'organisation',
] as const;
export type MenuGroup = (typeof menuGroups)[number];

export interface MenuEntry {
    group: MenuGroup;
    /** Within the group, ascending. */
    order: number;
    /** Name of an icon of components/MenuIcon.vue. */
    icon?: string;
}

declare module 'vue-router' {
    interface RouteMeta {
        /** Which words file the page needs: src/words/<area>.zh.ts. */
        area?: string | string[];
        /** Key below "menu": title of the page and word of the menu. */
        title?: string;
        /** Who finds it in the menu and may open it. Missing: everybody who is signed in. */
        sides?: Side[];
        /** And one of these permissions (Session.permissions). */
        permissions?: string[];
        /** Only for people who belong to an organisation. */
        ofOrganisation?: boolean;
        /** Shown in the left menu. */
        menu?: MenuEntry;
        /** A page for people who are not signed in, without the frame. */
        open?: boolean;
        /** Of two pages in one: the transfers among the 出库单. */
        transfers?: boolean;
        /** For details: the name of the route whose menu entry stays marked. */
        parent?: string;
    }
}
export type ConsoleRoute = RouteRecordRaw;
export function routes(list: ConsoleRoute[]): ConsoleRoute[] {
    return list;
}
