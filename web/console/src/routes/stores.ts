import { routes } from '@/routing';

export default routes([
    {
        path: '/stores',
        name: 'stores',
        component: () => import('@/pages/stores/StoreList.vue'),
        meta: {
            area: 'stores',
            title: 'stores',
            sides: ['seller'],
            ofOrganisation: true,
            permissions: ['read_organisation'],
            menu: { group: 'organisation', order: 12, icon: 'home' },
        },
    },
    {
        path: '/partners',
        name: 'partners',
        component: () => import('@/pages/stores/PartnerList.vue'),
        meta: {
            area: 'stores',
            title: 'partners',
            sides: ['seller', 'producer'],
            ofOrganisation: true,
            permissions: ['read_codes'],
            menu: { group: 'organisation', order: 14, icon: 'transfer' },
        },
    },
]);
