import { routes } from '@/routing';
import type { Side } from '@/session';

const makers: Side[] = ['producer'];

export default routes([
    {
        path: '/imports',
        name: 'imports',
        component: () => import('@/pages/imports/ImportList.vue'),
        meta: {
            area: ['imports', 'products'],
            title: 'imports',
            sides: makers,
            permissions: ['file_product'],
            menu: { group: 'filing', order: 30, icon: 'transfer' },
        },
    },
    {
        path: '/imports/:id(\\d+)',
        name: 'import',
        component: () => import('@/pages/imports/ImportView.vue'),
        meta: {
            area: ['imports', 'products'],
            title: 'import',
            sides: makers,
            permissions: ['file_product'],
            parent: 'imports',
        },
    },
]);
