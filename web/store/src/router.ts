import { createRouter, createWebHistory } from 'vue-router';
import { mustChoose, session } from './session';

declare module 'vue-router' {
    interface RouteMeta {
        /** For people who are not signed in. */
        open?: boolean;
        /** Before a store is chosen. */
        anyStore?: boolean;
        /** Which of the four tabs is lit. */
        tab?: 'home' | 'scan' | 'stock' | 'me';
    }
}

export const router = createRouter({
    history: createWebHistory('/m/'),
    routes: [
        { path: '/', component: () => import('./pages/Home.vue'), meta: { tab: 'home' } },
        { path: '/sign-in', component: () => import('./pages/SignIn.vue'), meta: { open: true } },
        { path: '/register', component: () => import('./pages/Register.vue'), meta: { open: true } },
        { path: '/stores', component: () => import('./pages/Stores.vue'), meta: { anyStore: true } },
        { path: '/stores/new', component: () => import('./pages/StoreNew.vue'), meta: { anyStore: true } },
        { path: '/scan', component: () => import('./pages/Scan.vue'), meta: { tab: 'scan' } },
        { path: '/receive', component: () => import('./pages/Receive.vue') },
        { path: '/receive/list', component: () => import('./pages/ReceiveList.vue') },
        { path: '/receive/:id', component: () => import('./pages/Received.vue') },
        { path: '/note/:number', component: () => import('./pages/Note.vue') },
        { path: '/transfer', component: () => import('./pages/Transfer.vue') },
        { path: '/transfer/list', component: () => import('./pages/TransferList.vue') },
        { path: '/sale/list', component: () => import('./pages/SaleList.vue') },
        { path: '/sale/:type(bundle|single|trade_in)', component: () => import('./pages/Sale.vue') },
        { path: '/sale/done/:id', component: () => import('./pages/SaleDone.vue') },
        { path: '/returns', component: () => import('./pages/Returns.vue') },
        { path: '/count', component: () => import('./pages/CountList.vue') },
        { path: '/count/:id', component: () => import('./pages/Count.vue') },
        { path: '/stock', component: () => import('./pages/Stock.vue'), meta: { tab: 'stock' } },
        { path: '/stock/:product', component: () => import('./pages/StockItems.vue'), meta: { tab: 'stock' } },
        { path: '/check', component: () => import('./pages/Check.vue') },
        { path: '/queue', component: () => import('./pages/Queue.vue'), meta: { anyStore: true } },
        { path: '/messages', component: () => import('./pages/Messages.vue') },
        { path: '/packing', component: () => import('./pages/Packing.vue') },
        { path: '/me', component: () => import('./pages/Me.vue'), meta: { tab: 'me', anyStore: true } },
        { path: '/:rest(.*)*', redirect: '/' },
    ],
});

router.beforeEach(to => {
    if (to.meta.open) return true;
    if (!session.current) return { path: '/sign-in', query: to.path === '/' ? {} : { to: to.fullPath } };
    if (to.meta.anyStore) return true;
    // A personal account without any organisation has a store to add first.
    if (!session.current.organisation || mustChoose.value) return '/stores';
    return true;
});
