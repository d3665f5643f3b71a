import { routes } from '@/routing';

const seller = { area: ['trade'], sides: ['seller' as const], permissions: ['read_codes'] };
const both = { ...seller, sides: ['producer' as const, 'seller' as const] };
const selling = { ...seller, permissions: ['sell_codes'] };
const scanning = { area: ['trade', 'packing'] };

export default routes([
    {
        path: '/trade',
        name: 'trade-bench',
        component: () => import('@/pages/trade/TradeBench.vue'),
        meta: { ...seller, title: 'tradeBench', menu: { group: 'sales', order: 10, icon: 'home' } },
    },
    {
        path: '/trade/sales',
        name: 'sales',
        component: () => import('@/pages/trade/SaleList.vue'),
        meta: { ...selling, title: 'sales', menu: { group: 'sales', order: 20, icon: 'page' } },
    },
    {
        path: '/trade/sales/:id',
        name: 'sale',
        component: () => import('@/pages/trade/SaleView.vue'),
        meta: { ...selling, title: 'sale', parent: 'sales' },
    },
    {
        path: '/trade/customers',
        name: 'customers',
        component: () => import('@/pages/trade/CustomerList.vue'),
        meta: { ...selling, title: 'customers', menu: { group: 'sales', order: 30, icon: 'person' } },
    },
    {
        path: '/trade/stock-ins',
        name: 'stock-ins',
        component: () => import('@/pages/trade/StockInList.vue'),
        meta: { ...seller, title: 'stockIns', menu: { group: 'flow', order: 10, icon: 'box' } },
    },
    {
        path: '/trade/stock-ins/new',
        name: 'stock-in-new',
        component: () => import('@/pages/trade/StockInNew.vue'),
        meta: { ...both, ...scanning, permissions: ['receive_codes'], title: 'stockInNew', parent: 'stock-ins' },
    },
    {
        path: '/trade/stock-ins/:id',
        name: 'stock-in',
        component: () => import('@/pages/trade/StockInView.vue'),
        meta: { ...both, title: 'stockIn', parent: 'stock-ins' },
    },
    {
        path: '/trade/stock-outs',
        name: 'stock-outs',
        component: () => import('@/pages/trade/StockOutList.vue'),
        meta: { ...both, title: 'stockOuts', menu: { group: 'flow', order: 20, icon: 'transfer' } },
    },
    {
        path: '/trade/stock-outs/new',
        name: 'stock-out-new',
        component: () => import('@/pages/trade/StockOutNew.vue'),
        meta: { ...both, ...scanning, permissions: ['ship_codes'], title: 'stockOutNew', parent: 'stock-outs' },
    },
    {
        path: '/trade/stock-outs/:id',
        name: 'stock-out',
        component: () => import('@/pages/trade/StockOutView.vue'),
        meta: { ...both, title: 'stockOut', parent: 'stock-outs' },
    },
    {
        path: '/trade/stock-outs/:id/note',
        name: 'note',
        component: () => import('@/pages/trade/NoteView.vue'),
        meta: { ...both, title: 'note', parent: 'stock-outs' },
    },
    {
        path: '/trade/transfers',
        name: 'transfers',
        component: () => import('@/pages/trade/StockOutList.vue'),
        meta: { ...seller, transfers: true, title: 'transfers', menu: { group: 'flow', order: 30, icon: 'switch' } },
    },
    {
        path: '/trade/returns',
        name: 'returns',
        component: () => import('@/pages/trade/ReturnList.vue'),
        meta: { ...selling, title: 'returns', menu: { group: 'flow', order: 40, icon: 'log' } },
    },
    {
        path: '/trade/returns/new',
        name: 'return-new',
        component: () => import('@/pages/trade/ReturnNew.vue'),
        meta: { ...selling, ...scanning, title: 'returnNew', parent: 'returns' },
    },
    {
        path: '/trade/stock',
        name: 'stock',
        component: () => import('@/pages/trade/StockList.vue'),
        meta: { ...both, area: ['trade', 'codes'], title: 'stock', menu: { group: 'flow', order: 50, icon: 'batch' } },
    },
    {
        path: '/trade/stocktakes',
        name: 'stocktakes',
        component: () => import('@/pages/trade/StocktakeList.vue'),
        meta: { ...seller, title: 'stocktakes', menu: { group: 'flow', order: 60, icon: 'review' } },
    },
    {
        path: '/trade/stocktakes/:id',
        name: 'stocktake',
        component: () => import('@/pages/trade/StocktakeView.vue'),
        meta: { ...seller, ...scanning, title: 'stocktake', parent: 'stocktakes' },
    },
]);
