import { routes } from '@/routing';

export default routes([
    {
        path: '/',
        name: 'home',
        component: () => import('@/pages/Home.vue'),
        meta: { area: 'home', title: 'home', menu: { group: 'work', order: 0, icon: 'home' } },
    },
]);
