import { createRouter, createWebHistory } from 'vue-router';
import { loadArea, setLanguage, preferredLanguage, t } from './i18n';
import { menuGroups, type ConsoleRoute } from './routing';
import { useSession } from './session';
import { showError } from './feedback';

const files = import.meta.glob<{ default: ConsoleRoute[] }>('./routes/*.ts', { eager: true });
export const pages: ConsoleRoute[] = Object.values(files).flatMap(file => file.default);

/** May the person signed in open this page? The server decides in the end; this keeps dead ends out of the menu. */
export function isOpenTo(meta: ConsoleRoute['meta']): boolean {
    const session = useSession();
    if (meta?.open) return true;
    if (!session.signedIn) return false;
    if (meta?.ofOrganisation && !session.current?.organisation) return false;
    if (meta?.sides && !meta.sides.some(side => session.sides.includes(side))) return false;
    return !meta?.permissions || meta.permissions.some(permission => session.may(permission));
}

/** The entries of the menu that the person may open, by groups, in order. */
export function menuOf() {
    return menuGroups
        .map(group => ({
            group,
            entries: pages
                .filter(page => page.meta?.menu?.group === group && isOpenTo(page.meta))
                .sort((a, b) => a.meta!.menu!.order - b.meta!.menu!.order),
        }))
        .filter(part => part.entries.length > 0);
}

export const router = createRouter({
    history: createWebHistory('/app/'),
    routes: [
        {
            path: '/sign-in',
            name: 'sign-in',
            component: () => import('./pages/account/SignIn.vue'),
            meta: { open: true, area: 'account', title: 'signIn' },
        },
        ...pages.filter(page => page.meta?.open),
        {
            path: '/',
            component: () => import('./components/AppFrame.vue'),
            children: [
                ...pages.filter(page => !page.meta?.open),
                {
                    path: ':rest(.*)*',
                    name: 'not-found',
                    component: () => import('./pages/NotFound.vue'),
                    meta: { title: 'notFound' },
                },
            ],
        },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

let first = true;
router.beforeEach(async to => {
    const session = useSession();
    if (first) {
        first = false;
        await setLanguage(preferredLanguage());
    }
    await session.load();
    await Promise.all([to.meta.area ?? []].flat().map(loadArea));
    if (to.meta.open) return true;
    if (!session.signedIn) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } };
    if (session.mustChangePassword) return { name: 'first-password', query: { next: to.fullPath } };
    if (!isOpenTo(to.meta)) return { name: 'not-found', params: { rest: to.path.slice(1).split('/') } };
    return true;
});
router.afterEach(to => {
    const site = t('shell.site');
    document.title = to.meta.title ? `${t(`menu.${to.meta.title}`)} · ${site}` : site;
});
router.onError((error: unknown) => {
    // A new version of the console has replaced the files that this page names: load it.
    if (error instanceof TypeError && /dynamically imported module|Importing a module/.test(error.message)) {
        const at = 'reloaded-for-new-version';
        if (Date.now() - Number(sessionStorage.getItem(at) ?? 0) > 10_000) {
            sessionStorage.setItem(at, String(Date.now()));
            location.reload();
            return;
        }
    }
    showError(error);
});
