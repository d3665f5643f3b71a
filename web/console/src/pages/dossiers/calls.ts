// 批次档案, 销售商, 原材料, 检验报告: what a maker says of its batches.
import { http, type Page, type Query } from '@/api/client';

export interface Purchase {
    supplier?: string;
    material?: string;
    lots?: string;
    total?: string;
    used?: string;
    unit?: string;
    date?: string;
}
export interface Production {
    date?: string;
    expiry?: string;
    quantity?: string;
    unit?: string;
}
export interface Sale {
    seller?: string;
    region?: string;
    regionName?: string;
    order?: string;
    quantity?: string;
    unit?: string;
}
export interface Dossier {
    id: string;
    product: string;
    productName?: string;
    model?: string;
    gtin: string;
    number: string;
    stage: 'draft' | 'complete';
    stageZh: string;
    completeness: number;
    missing: string[];
    purchases: Purchase[];
    production: Production;
    sales: Sale[];
    purchasesOpen: boolean;
    salesOpen: boolean;
    whole: boolean;
    diversion: boolean;
    codeBatches?: { id: string; count: string; productionDate: string; boundAt: string }[];
    /** Who holds them is told to the highest regulators alone. */
    strayed?: { holder?: string; name?: string; region?: string; count: string }[];
    version: string;
    createdAt: string;
    updatedAt: string;
}
/** What the list says of a batch. */
export interface DossierItem {
    id: string;
    product: string;
    productName?: string;
    model?: string;
    gtin: string;
    number: string;
    productionDate?: string;
    expiryDate?: string;
    stage: 'draft' | 'complete';
    stageZh: string;
    completeness: number;
    missing: string[];
    version: string;
    createdAt: string;
    updatedAt: string;
}
export type DossierBody = Pick<
    Dossier,
    'product' | 'number' | 'purchases' | 'production' | 'sales' | 'purchasesOpen' | 'salesOpen' | 'whole' | 'diversion'
> & { version?: string };

const dossiers = '/api/v1/dossiers';
const at = encodeURIComponent;
export const listDossiers = (query: Query, signal?: AbortSignal) =>
    http.get<Page<DossierItem>>(dossiers, query, signal ? { signal } : {});
export const getDossier = (id: string) => http.get<Dossier>(`${dossiers}/${at(id)}`);
export const addDossier = (body: DossierBody) => http.post<Dossier>(dossiers, body);
export const changeDossier = (id: string, body: DossierBody) => http.put<Dossier>(`${dossiers}/${at(id)}`, body);
export const removeDossier = (id: string) => http.delete<void>(`${dossiers}/${at(id)}`);
export interface DossierVersion {
    version: string;
    changedAt: string;
    removed: boolean;
    content: DossierBody;
}
export const historyOf = (id: string, cursor?: string) =>
    http.get<Page<DossierVersion>>(`${dossiers}/${at(id)}/history`, cursor ? { cursor } : {});
export const symbolUrl = (id: string, format: 'png' | 'svg') => `${dossiers}/${at(id)}/symbol?format=${format}`;
export const voucherUrl = (id: string) => `${dossiers}/${at(id)}/voucher`;
export const vouchersUrl = (ids: string[]) => `/api/v1/dossier-vouchers?ids=${ids.map(at).join(',')}`;
export const graphUrl = (id: string) => `${dossiers}/${at(id)}/graph?format=svg`;

/** Rows without anything in them are not sent, and of the others only what is filled in. */
export function filledOnly<T extends object>(row: T): T {
    const out = {} as Record<string, unknown>;
    for (const [key, value] of Object.entries(row)) {
        const text = typeof value === 'string' ? value.trim() : value;
        if (key !== 'regionName' && text !== '' && text !== null && text !== undefined) out[key] = text;
    }
    return out as T;
}
const isFilled = (row: object) => Object.keys(row).length > 0;
export function bodyOf(one: DossierBody): DossierBody {
    const body: DossierBody = {
        product: one.product,
        number: one.number.trim(),
        purchases: one.purchases.map(filledOnly).filter(isFilled),
        production: filledOnly(one.production),
        sales: one.sales.map(filledOnly).filter(isFilled),
        purchasesOpen: one.purchasesOpen,
        salesOpen: one.salesOpen,
        whole: one.whole,
        diversion: one.diversion,
    };
    if (one.version) body.version = one.version;
    return body;
}
export const emptyDossier = (product = ''): DossierBody => ({
    product,
    number: '',
    purchases: [{}],
    production: {},
    sales: [{}],
    purchasesOpen: false,
    salesOpen: false,
    whole: false,
    diversion: false,
});

export const namesOf = async (kind: 'supplier' | 'material' | 'order', q: string) =>
    (await http.get<{ items: string[] }>('/api/v1/dossier-names', q ? { kind, q } : { kind })).items;

export interface Material {
    supplier: string;
    material: string;
    lots: string;
    unit: string;
    total: string;
    used: string;
    batches: number;
}
export const listMaterials = (query: Query, signal?: AbortSignal) =>
    http.get<Page<Material>>('/api/v1/materials', query, signal ? { signal } : {});

export interface SellerBody {
    name: string;
    region: string;
    address: string;
    phone: string;
    contact: string;
    email?: string;
    licence?: string;
    uscc?: string;
    gln?: string;
    secret: boolean;
    qualification?: string;
    version?: string;
}
export interface Seller extends SellerBody {
    id: string;
    regionName: string;
    complete: boolean;
    version: string;
    createdAt: string;
}
const sellers = '/api/v1/sellers';
export const listSellers = (query: Query, signal?: AbortSignal) =>
    http.get<Page<Seller>>(sellers, query, signal ? { signal } : {});
export const addSeller = (body: SellerBody) => http.post<Seller>(sellers, body);
export const changeSeller = (id: string, body: SellerBody) => http.put<Seller>(`${sellers}/${at(id)}`, body);
export const removeSeller = (id: string) => http.delete<void>(`${sellers}/${at(id)}`);
export const emptySeller = (): SellerBody => ({
    name: '',
    region: '',
    address: '',
    phone: '',
    contact: '',
    secret: false,
});
export function sellerBody(one: SellerBody): SellerBody {
    const { name, region, address, phone, contact, email, licence, uscc, gln, secret, qualification, version } = one;
    const some = { email, licence, uscc, gln, qualification, version };
    return { name: name.trim(), region: region ?? '', address, phone, contact, secret, ...filledOnly(some) } as SellerBody;
}

export interface OrderBody {
    number: string;
    region: string;
    seller?: string;
    gln?: string;
    sentOn?: string;
    origin?: string;
    destination?: string;
    sender?: string;
    receiver?: string;
    batches: string[];
    items: string[];
    version?: string;
}
export interface Order extends OrderBody {
    id: string;
    regionName: string;
    complete: boolean;
    version: string;
    createdAt: string;
}
const orders = '/api/v1/sales-orders';
export const listOrders = (query: Query, signal?: AbortSignal) =>
    http.get<Page<Order>>(orders, query, signal ? { signal } : {});
export const addOrder = (body: OrderBody) => http.post<Order>(orders, body);
export const changeOrder = (id: string, body: OrderBody) => http.put<Order>(`${orders}/${at(id)}`, body);
export const removeOrder = (id: string) => http.delete<void>(`${orders}/${at(id)}`);
export const emptyOrder = (): OrderBody => ({ number: '', region: '', batches: [], items: [] });
/** Texts of a box, one a line; blank lines and those that stand there already are left out. */
export const linesOf = (text: string) => [...new Set(text.split('\n').map(line => line.trim()))].filter(Boolean);
export function orderBody(one: OrderBody): OrderBody {
    const { number, region, seller, gln, sentOn, origin, destination, sender, receiver, batches, items, version } = one;
    const some = { seller, gln, sentOn, origin, destination, sender, receiver, version };
    return { number: number.trim(), region: region ?? '', batches, items, ...filledOnly(some) };
}

/** Earlier versions of a seller, a report or an order. */
export type RecordKind = 'sellers' | 'batch-reports' | 'sales-orders';
export interface RecordVersion {
    version: string;
    changedAt: string;
    removed: boolean;
    content: Record<string, unknown>;
}
export const recordHistory = (kind: RecordKind, id: string, cursor?: string) =>
    http.get<Page<RecordVersion>>(`/api/v1/${kind}/${at(id)}/history`, cursor ? { cursor } : {});

export interface Item {
    name: string;
    standard?: string;
    requirement?: string;
    result: string;
    passed: boolean;
}
export interface ReportBody {
    dossier: string;
    number?: string;
    body?: string;
    date?: string;
    items: Item[];
    document?: string;
    version?: string;
}
export interface Report extends ReportBody {
    id: string;
    batchNumber?: string;
    productName?: string;
    gtin?: string;
    passed: boolean;
    version: string;
    createdAt: string;
}
const reports = '/api/v1/batch-reports';
export const listReports = (query: Query, signal?: AbortSignal) =>
    http.get<Page<Report>>(reports, query, signal ? { signal } : {});
export const addReport = (body: ReportBody) => http.post<Report>(reports, body);
export const changeReport = (id: string, body: ReportBody) => http.put<Report>(`${reports}/${at(id)}`, body);
export const removeReport = (id: string) => http.delete<void>(`${reports}/${at(id)}`);
export function reportBody(one: ReportBody): ReportBody {
    const { dossier, number, body, date, items, document, version } = one;
    return {
        dossier,
        items: items.map(item => ({ ...filledOnly(item), passed: item.passed }) as Item),
        ...filledOnly({ number, body, date, document, version }),
    } as ReportBody;
}
