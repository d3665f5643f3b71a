import { routes } from '@/routing';
import type { Side } from '@/session';

const makers: Side[] = ['producer'];
const traders: Side[] = ['producer', 'seller'];
const edit = () => import('@/pages/products/ProductEdit.vue');

export default routes([
    {
        path: '/products',
        name: 'products',
        component: () => import('@/pages/products/ProductList.vue'),
        meta: { area: 'products', title: 'products', sides: makers, menu: { group: 'filing', order: 10, icon: 'box' } },
    },
    {
        path: '/products/new',
        name: 'product-new',
        component: edit,
        meta: {
            area: 'products',
            title: 'productNew',
            sides: makers,
            permissions: ['file_product'],
            parent: 'products',
            mode: 'new',
        },
    },
    {
        path: '/products/:id(\\d+)',
        name: 'product',
        component: () => import('@/pages/products/ProductView.vue'),
        meta: { area: 'products', title: 'product', parent: 'products' },
    },
    {
        path: '/products/:id(\\d+)/edit',
        name: 'product-edit',
        component: edit,
        meta: {
            area: 'products',
            title: 'productEdit',
            sides: makers,
            permissions: ['file_product'],
            parent: 'products',
            mode: 'edit',
        },
    },
    {
        path: '/products/:id(\\d+)/correction',
        name: 'product-correction',
        component: edit,
        meta: {
            area: 'products',
            title: 'productCorrection',
            sides: makers,
            permissions: ['file_product'],
            parent: 'products',
            mode: 'correction',
        },
    },
    {
        path: '/products/:id(\\d+)/change',
        name: 'product-change',
        component: edit,
        meta: {
            area: 'products',
            title: 'productChange',
            sides: makers,
            permissions: ['file_product'],
            parent: 'products',
            mode: 'change',
        },
    },
    {
        path: '/applications',
        name: 'applications',
        component: () => import('@/pages/applications/ApplicationList.vue'),
        meta: {
            area: 'products',
            title: 'applications',
            sides: traders,
            menu: { group: 'filing', order: 20, icon: 'review' },
        },
    },
    {
        path: '/applications/:id(\\d+)',
        name: 'application',
        component: () => import('@/pages/applications/ApplicationView.vue'),
        meta: { area: 'products', title: 'application', parent: 'applications' },
    },
    {
        path: '/certificates',
        name: 'certificates',
        component: () => import('@/pages/certificates/CertificateList.vue'),
        meta: {
            area: 'products',
            title: 'certificates',
            sides: traders,
            menu: { group: 'quality', order: 10, icon: 'certificate' },
        },
    },
    {
        path: '/filings',
        name: 'filings',
        component: () => import('@/pages/filings/FilingList.vue'),
        meta: { area: 'products', title: 'filings', sides: makers, menu: { group: 'filing', order: 5, icon: 'page' } },
    },
    {
        path: '/filings/:kind(enterprise|supply|production)',
        name: 'filing',
        component: () => import('@/pages/filings/FilingEdit.vue'),
        meta: { area: 'products', title: 'filing', sides: makers, parent: 'filings' },
    },
    {
        path: '/introduction',
        name: 'introduction',
        component: () => import('@/pages/disclosure/Introduction.vue'),
        meta: {
            area: 'products',
            title: 'introduction',
            sides: traders,
            menu: { group: 'organisation', order: 50, icon: 'page' },
        },
    },
    {
        path: '/sections',
        name: 'sections',
        component: () => import('@/pages/disclosure/Sections.vue'),
        meta: {
            area: 'products',
            title: 'sections',
            sides: makers,
            menu: { group: 'organisation', order: 60, icon: 'eye' },
        },
    },
]);

declare module 'vue-router' {
    interface RouteMeta {
        /** Of the page that edits a product. */
        mode?: 'new' | 'edit' | 'correction' | 'change';
    }
}
