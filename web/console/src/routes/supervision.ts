import { routes } from '@/routing';

export default routes([
    {
        path: '/supervision/organisations',
        name: 'organisations',
        component: () => import('@/pages/supervision/Organisations.vue'),
        meta: {
            area: 'supervision',
            title: 'organisations',
            sides: ['regulator'],
            permissions: ['read_organisation'],
            menu: { group: 'supervision', order: 10, icon: 'building' },
        },
    },
    {
        path: '/supervision/organisations/:id',
        name: 'organisation-file',
        component: () => import('@/pages/supervision/OrganisationFile.vue'),
        meta: { area: 'supervision', title: 'organisationFile', sides: ['regulator', 'operator', 'review'], parent: 'organisations' },
    },
    {
        path: '/supervision/feedback',
        name: 'feedback',
        component: () => import('@/pages/feedback/Feedback.vue'),
        meta: {
            area: 'feedback',
            title: 'feedback',
            sides: ['regulator', 'producer'],
            permissions: ['read_codes'],
            menu: { group: 'quality', order: 30, icon: 'message' },
        },
    },
]);
