import { routes } from '@/routing';

export default routes([
    {
        path: '/help',
        name: 'help',
        component: () => import('@/pages/help/Help.vue'),
        meta: { area: 'help', title: 'help', menu: { group: 'work', order: 90, icon: 'message' } },
    },
]);
