import { routes } from '@/routing';

export default routes([
    {
        path: '/production/today',
        name: 'today',
        component: () => import('@/pages/production/Today.vue'),
        meta: {
            area: ['production', 'codes', 'products'],
            title: 'today',
            sides: ['producer'],
            permissions: ['bind_codes'],
            menu: { group: 'production', order: 10, icon: 'box' },
        },
    },
    {
        path: '/production/items',
        name: 'items',
        component: () => import('@/pages/production/Items.vue'),
        meta: {
            area: ['production', 'codes', 'products'],
            title: 'items',
            sides: ['producer', 'regulator'],
            permissions: ['read_codes'],
            menu: { group: 'production', order: 20, icon: 'code' },
        },
    },
    {
        path: '/production/records',
        name: 'bindings',
        component: () => import('@/pages/production/Records.vue'),
        meta: {
            area: ['production', 'codes'],
            title: 'bindings',
            sides: ['producer'],
            permissions: ['read_codes'],
            menu: { group: 'production', order: 30, icon: 'log' },
        },
    },
    {
        path: '/production/boxes',
        name: 'boxes',
        component: () => import('@/pages/packing/Boxes.vue'),
        meta: {
            area: ['packing', 'codes'],
            title: 'boxes',
            sides: ['producer'],
            permissions: ['read_codes'],
            menu: { group: 'production', order: 40, icon: 'box' },
        },
    },
    {
        path: '/production/boxes/pack',
        name: 'pack',
        component: () => import('@/pages/packing/Pack.vue'),
        meta: {
            area: ['packing', 'codes'],
            title: 'pack',
            sides: ['producer'],
            permissions: ['bind_codes', 'ship_codes'],
            parent: 'boxes',
        },
    },
    {
        path: '/production/assemblies',
        name: 'assemblies',
        component: () => import('@/pages/packing/Assemblies.vue'),
        meta: {
            area: ['packing'],
            title: 'assemblies',
            sides: ['producer'],
            permissions: ['read_codes'],
            menu: { group: 'production', order: 50, icon: 'code' },
        },
    },
    {
        path: '/production/drums',
        name: 'drums',
        component: () => import('@/pages/drums/Drums.vue'),
        meta: {
            area: ['drums', 'codes'],
            title: 'drums',
            sides: ['producer'],
            permissions: ['read_codes'],
            menu: { group: 'production', order: 60, icon: 'box' },
        },
    },
]);
