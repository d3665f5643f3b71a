import { routes } from '@/routing';

export default routes([
    {
        path: '/setup',
        name: 'setup',
        component: () => import('@/pages/platform/Setup.vue'),
        meta: { open: true, area: ['platform', 'account'], title: 'setup' },
    },
    {
        path: '/platform/organisations',
        name: 'platform-organisations',
        component: () => import('@/pages/supervision/Organisations.vue'),
        meta: {
            area: 'supervision',
            title: 'platformOrganisations',
            sides: ['operator'],
            menu: { group: 'platform', order: 10, icon: 'building' },
        },
    },
    {
        path: '/platform/outbox',
        name: 'outbox',
        component: () => import('@/pages/platform/Outbox.vue'),
        meta: {
            area: 'platform',
            title: 'outbox',
            sides: ['operator'],
            menu: { group: 'platform', order: 60, icon: 'message' },
        },
    },
]);
