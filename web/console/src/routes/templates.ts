import { loadArea } from '@/i18n';
import { routes } from '@/routing';
import type { Side } from '@/session';

const operator: Side[] = ['operator'];
/** Its pages show fields and previews as those of products do. */
const withProducts = () => loadArea('products');

export default routes([
    {
        path: '/templates',
        name: 'templates',
        beforeEnter: withProducts,
        component: () => import('@/pages/templates/TemplateList.vue'),
        meta: {
            area: 'templates',
            title: 'templates',
            sides: operator,
            permissions: ['manage_templates'],
            menu: { group: 'platform', order: 30, icon: 'template' },
        },
    },
    {
        path: '/templates/:id',
        name: 'template',
        beforeEnter: withProducts,
        component: () => import('@/pages/templates/TemplateEdit.vue'),
        meta: { area: 'templates', title: 'template', sides: operator, parent: 'templates' },
    },
    {
        path: '/review-settings',
        name: 'review-settings',
        beforeEnter: withProducts,
        component: () => import('@/pages/templates/ReviewSettings.vue'),
        meta: {
            area: 'templates',
            title: 'reviewSettings',
            sides: operator,
            permissions: ['manage_review_rules'],
            menu: { group: 'platform', order: 40, icon: 'settings' },
        },
    },
]);
