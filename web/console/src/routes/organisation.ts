import { routes } from '@/routing';

export default routes([
    {
        path: '/join-platform',
        name: 'register',
        component: () => import('@/pages/organisation/Register.vue'),
        meta: { open: true, area: ['organisation', 'account'], title: 'register' },
    },
    {
        path: '/organisation',
        name: 'organisation',
        component: () => import('@/pages/organisation/Organisation.vue'),
        meta: {
            area: 'organisation',
            title: 'organisation',
            ofOrganisation: true,
            menu: { group: 'organisation', order: 10, icon: 'building' },
        },
    },
    {
        path: '/members',
        name: 'members',
        component: () => import('@/pages/organisation/Members.vue'),
        meta: {
            area: 'organisation',
            title: 'members',
            permissions: ['manage_members'],
            menu: { group: 'organisation', order: 20, icon: 'people' },
        },
    },
    {
        path: '/keys',
        name: 'keys',
        component: () => import('@/pages/organisation/Keys.vue'),
        meta: {
            area: ['organisation', 'account'],
            title: 'keys',
            permissions: ['manage_keys'],
            menu: { group: 'organisation', order: 25, icon: 'key' },
        },
    },
    {
        path: '/messages',
        name: 'messages',
        component: () => import('@/pages/messages/Messages.vue'),
        meta: { area: 'messages', title: 'messages', menu: { group: 'organisation', order: 30, icon: 'message' } },
    },
    {
        path: '/audit',
        name: 'audit',
        component: () => import('@/pages/messages/Audit.vue'),
        meta: {
            area: 'messages',
            title: 'audit',
            permissions: ['read_audit'],
            menu: { group: 'organisation', order: 40, icon: 'log' },
        },
    },
]);
