import { routes } from '@/routing';

export default routes([
    {
        path: '/quality',
        name: 'quality',
        component: () => import('@/pages/quality/Quality.vue'),
        meta: {
            area: ['quality', 'codes', 'products'],
            title: 'quality',
            sides: ['producer'],
            permissions: ['read_codes'],
            menu: { group: 'quality', order: 5, icon: 'shield' },
        },
    },
]);
