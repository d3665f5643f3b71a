import { routes } from '@/routing';

export default routes([
    {
        path: '/codes/blocks',
        name: 'code-blocks',
        component: () => import('@/pages/codes/Blocks.vue'),
        meta: {
            area: 'codes',
            title: 'applyCodes',
            sides: ['producer'],
            permissions: ['apply_codes', 'read_codes'],
            menu: { group: 'codes', order: 10, icon: 'code' },
        },
    },
    {
        path: '/codes/segments/:id?',
        name: 'code-segments',
        component: () => import('@/pages/codes/Segments.vue'),
        meta: {
            area: 'codes',
            title: 'segments',
            sides: ['producer', 'regulator'],
            permissions: ['read_codes'],
            menu: { group: 'codes', order: 20, icon: 'batch' },
        },
    },
    {
        path: '/codes/batches',
        name: 'batches',
        component: () => import('@/pages/codes/Batches.vue'),
        meta: {
            area: 'codes',
            title: 'batches',
            sides: ['producer'],
            permissions: ['read_codes'],
            menu: { group: 'codes', order: 25, icon: 'box' },
        },
    },
    {
        path: '/codes/query',
        name: 'code-query',
        component: () => import('@/pages/codes/CodeQuery.vue'),
        meta: { area: 'codes', title: 'codeQuery', menu: { group: 'codes', order: 30, icon: 'search' } },
    },
]);
