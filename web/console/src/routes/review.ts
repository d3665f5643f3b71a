import { routes } from '@/routing';

const permissions = ['review_first', 'review_second', 'read_applications'];

export default routes([
    {
        path: '/reviews',
        name: 'reviews',
        component: () => import('@/pages/review/ReviewCentre.vue'),
        meta: {
            area: 'review',
            title: 'reviews',
            sides: ['review', 'operator', 'regulator'],
            permissions,
            menu: { group: 'review', order: 10, icon: 'review' },
        },
    },
    {
        path: '/reviews/:id',
        name: 'review',
        component: () => import('@/pages/review/ReviewDetail.vue'),
        meta: { area: 'review', title: 'review', sides: ['review', 'operator', 'regulator'], permissions, parent: 'reviews' },
    },
]);
