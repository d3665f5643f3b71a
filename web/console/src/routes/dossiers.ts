import { routes } from '@/routing';

const mine = { area: 'dossiers', sides: ['producer' as const], permissions: ['read_codes'] };

export default routes([
    {
        path: '/dossiers',
        name: 'dossiers',
        component: () => import('@/pages/dossiers/DossierList.vue'),
        meta: { ...mine, title: 'dossiers', menu: { group: 'codes', order: 5, icon: 'batch' } },
    },
    {
        path: '/dossiers/new',
        name: 'dossier-new',
        component: () => import('@/pages/dossiers/DossierEdit.vue'),
        meta: { ...mine, permissions: ['bind_codes'], title: 'dossierNew', parent: 'dossiers' },
    },
    {
        path: '/dossiers/:id/edit',
        name: 'dossier-edit',
        component: () => import('@/pages/dossiers/DossierEdit.vue'),
        meta: { ...mine, permissions: ['bind_codes'], title: 'dossierEdit', parent: 'dossiers' },
    },
    {
        path: '/codes/materials',
        name: 'materials',
        component: () => import('@/pages/dossiers/MaterialList.vue'),
        meta: { ...mine, title: 'materials', menu: { group: 'quality', order: 10, icon: 'box' } },
    },
    {
        path: '/codes/sellers',
        name: 'sellers',
        component: () => import('@/pages/dossiers/SellerList.vue'),
        meta: { ...mine, title: 'sellers', menu: { group: 'quality', order: 20, icon: 'building' } },
    },
    {
        path: '/codes/orders',
        name: 'sales-orders',
        component: () => import('@/pages/dossiers/OrderList.vue'),
        meta: { ...mine, title: 'salesOrders', menu: { group: 'quality', order: 25, icon: 'page' } },
    },
    {
        path: '/codes/reports',
        name: 'batch-reports',
        component: () => import('@/pages/dossiers/ReportList.vue'),
        meta: { ...mine, title: 'batchReports', menu: { group: 'quality', order: 30, icon: 'certificate' } },
    },
]);
