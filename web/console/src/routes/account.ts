import { routes } from '@/routing';

export default routes([
    {
        path: '/forgotten',
        name: 'forgotten',
        component: () => import('@/pages/account/Forgotten.vue'),
        meta: { open: true, area: 'account', title: 'forgotten' },
    },
    {
        path: '/first-password',
        name: 'first-password',
        component: () => import('@/pages/account/FirstPassword.vue'),
        meta: { open: true, area: 'account', title: 'firstPassword' },
    },
    {
        path: '/join',
        name: 'join',
        component: () => import('@/pages/account/Join.vue'),
        meta: { open: true, area: 'account', title: 'join' },
    },
    {
        path: '/me',
        name: 'me',
        component: () => import('@/pages/account/Me.vue'),
        meta: { area: 'account', title: 'me' },
    },
]);
